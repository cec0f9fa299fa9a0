import { validationLevels } from '@wellspring/fhir';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation } from '../operation.js';
import { fault, parameterRefusal, readParameters } from '../parameters/operation-parameters.js';
import { parametersBody } from './package-parameters.js';

/** What takes a data store's own setting back. */
const none = 'default';

/**
 * How strictly the data store validates where a request does not say: GET tells it, POST with `level` sets it;
 * `default` leaves it to the operator's setting again. The control plane of HealthLake has no member for it.
 */
export const validationSettings: Operation = {
  name: 'validation-settings',
  definition: 'urn:wellspring:operation:validation-settings',
  levels: [{ level: 'system', methods: ['GET', 'POST'] }],
  run: async (exchange): Promise<FhirResponse> => {
    const { store, request, validationLevel } = exchange;
    const isPost = request.method === 'POST';
    const read = await readParameters(exchange, isPost ? [{ name: 'level' }] : []);
    if (!read.ok) return read.refusal;
    if (isPost) {
      const asked = read.parameters.text('level');
      const level = validationLevels.find((each) => each === asked);
      if (level === undefined && asked !== none)
        return parameterRefusal([
          fault('level', `it must be one of ${[...validationLevels, none].join(', ')}`),
        ]);
      await store.conformance.setLevel(level);
    }
    const { level } = await store.conformance.state();
    const answer = [
      { name: 'level', valueCode: level ?? validationLevel },
      { name: 'origin', valueCode: level === undefined ? 'server' : 'data-store' },
    ];
    return { status: 200, headers: {}, body: parametersBody(answer) };
  },
};
