import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../../response/outcome-response.js';
import { currentResource } from '../current-resource.js';
import { documentBundle } from '../document/document-bundle.js';
import { documentResources } from '../document/document-resources.js';
import type { Operation, OperationTarget } from '../operation.js';
import { fault, parameterRefusal, readParameters } from '../parameters/operation-parameters.js';
import { summaryComposition, type MadeResource } from './summary-composition.js';
import { medicationsOf, summaryRecords } from './summary-records.js';

const profile = 'http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips';

/**
 * The International Patient Summary of a patient.
 * @see https://hl7.org/fhir/uv/ips/STU1.1/OperationDefinition-summary.html
 */
export const summary: Operation = {
  name: 'summary',
  definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
  levels: [{ level: 'instance', types: ['Patient'], methods: ['GET', 'POST'] }],
  run: runSummary,
};

async function runSummary(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  if (target.level !== 'instance') throw new TypeError('$summary is for an instance');
  const { store, base, request, includeLimits: limits } = exchange;
  const read = await readParameters(exchange, [{ name: 'profile' }, { name: 'graph' }]);
  if (!read.ok) return read.refusal;
  const wanted = read.parameters.text('profile');
  if (wanted !== undefined && wanted.split('|', 1)[0] !== profile)
    return parameterRefusal([fault('profile', `a summary is made as ${profile}, and as no other`)]);
  if (read.parameters.text('graph') !== undefined)
    return failureResponse(
      'interaction-not-supported',
      'A summary by a GraphDefinition is not supported yet',
    );
  const { id } = target;
  const patient = await currentResource(store, 'Patient', id);
  if (!patient.ok) return patient.refusal;

  const { signal } = request;
  const sections = await summaryRecords(store, id, signal);
  const now = new Date().toISOString();
  const { composition, made } = summaryComposition(sections, await medicationsOf(store, sections, signal), {
    patient: `${base}/Patient/${id}`,
    base,
    now,
  });
  const found = await documentResources(
    { store, limits, signal },
    { type: 'Composition', id: composition.fullUrl, version: 1, body: bytesOf(composition) },
    new Set(made.map(({ fullUrl }) => fullUrl)),
  );
  if (!found.ok) return refusalResponse(found.code, found.issues);
  const entries = [
    { fullUrl: composition.fullUrl, resource: bytesOf(composition) },
    ...found.versions.flatMap(({ type, id: own, body: resource }) =>
      resource === undefined ? [] : [{ fullUrl: `${base}/${type}/${own}`, resource }],
    ),
    ...made.map((each) => ({ fullUrl: each.fullUrl, resource: bytesOf(each) })),
  ];
  return { status: 200, headers: {}, body: documentBundle(entries, profile) };
}

function bytesOf({ resource }: MadeResource): Buffer {
  return Buffer.from(JSON.stringify(resource));
}
