import { WellspringError } from '@wellspring/errors';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation } from '../operation.js';
import { fault, parameterRefusal, readParameters } from '../parameters/operation-parameters.js';
import { packageParameter, parametersBody } from './package-parameters.js';

/** The packages of the data store. */
export const packages: Operation = {
  name: 'packages',
  definition: 'urn:wellspring:operation:packages',
  levels: [{ level: 'system', methods: ['GET'] }],
  run: async (exchange): Promise<FhirResponse> => {
    const read = await readParameters(exchange, []);
    if (!read.ok) return read.refusal;
    const all = await exchange.store.packages.list();
    return { status: 200, headers: {}, body: parametersBody(all.map(packageParameter)) };
  },
};

/** Removes a package, by its name and version. Resources that were checked against it stay as they are. */
export const packageRemove: Operation = {
  name: 'package-remove',
  definition: 'urn:wellspring:operation:package-remove',
  levels: [{ level: 'system', methods: ['POST'] }],
  run: async (exchange): Promise<FhirResponse> => {
    const read = await readParameters(exchange, [{ name: 'name' }, { name: 'version' }]);
    if (!read.ok) return read.refusal;
    const name = read.parameters.text('name');
    const version = read.parameters.text('version');
    if (name === undefined || version === undefined)
      return parameterRefusal([fault(name === undefined ? 'name' : 'version', 'it is needed')]);
    const named = `${name.slice(0, 128)}@${version.slice(0, 64)}`;
    if (
      name.includes('\0') ||
      version.includes('\0') ||
      !(await exchange.store.packages.remove(name, version))
    )
      throw new WellspringError('package-not-found', `There is no package ${JSON.stringify(named)}`);
    return { status: 200, headers: {}, body: parametersBody([{ name: 'removed', valueString: named }]) };
  },
};
