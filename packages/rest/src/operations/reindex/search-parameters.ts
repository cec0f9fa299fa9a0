import type { ParameterReport } from '@wellspring/store';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import type { Operation, OperationTarget } from '../operation.js';

/**
 * What has become of the SearchParameter resources of a data store: whether they are answered, still being indexed,
 * or why not.
 */
export const searchParametersOperation: Operation = {
  name: 'search-parameters',
  definition: 'urn:wellspring:OperationDefinition:search-parameters',
  levels: [
    { level: 'system', methods: ['GET'] },
    { level: 'instance', types: ['SearchParameter'], methods: ['GET'] },
  ],
  run: report,
};

async function report({ store }: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const source = target.level === 'instance' ? `SearchParameter/${target.id}` : undefined;
  const reports = await store.parameterIndex.reports(source);
  const answer = {
    resourceType: 'Parameters',
    ...(reports.length > 0 && { parameter: reports.map(reported) }),
  };
  return { status: 200, headers: {}, body: [Buffer.from(JSON.stringify(answer))] };
}

function reported({ source, url, code, types, state, refusals }: ParameterReport) {
  return {
    name: 'searchParameter',
    part: [
      { name: 'source', valueString: source },
      ...(url === '' ? [] : [{ name: 'url', valueUri: url }]),
      ...(code === '' ? [] : [{ name: 'code', valueCode: code }]),
      { name: 'state', valueCode: stateCode(state) },
      ...types.map((type) => ({ name: 'base', valueCode: type })),
      ...refusals.map((refusal) => ({ name: 'refusal', valueString: refusal })),
    ],
  };
}

/** In the words of whoever searches. */
function stateCode(state: ParameterReport['state']): 'indexing' | 'active' | 'refused' {
  switch (state) {
    case 'registered':
    case 'building':
      return 'indexing';
    case 'active':
    case 'refused':
      return state;
    default:
      return state satisfies never;
  }
}
