import { WellspringError } from '@wellspring/errors';
import { groupMembers, type BulkExport, type GroupSource } from '@wellspring/jobs';
import { jobsOf } from '../../bulk-jobs/known-job.js';
import type { Exchange } from '../../interactions/exchange.js';
import { asksForLenience } from '../../request/preference.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../../response/outcome-response.js';
import { jsonBody } from '../json-body.js';
import { acceptedResponse, missingAsync, requestAddress } from '../kick-off.js';
import { jobOwner, narrowedExport } from '../../visibility/export-rights.js';
import { insufficientScope } from '../../visibility/insufficient-scope.js';
import type { Operation, OperationTarget } from '../operation.js';
import { resourcesInTurn } from '../resources-in-turn.js';
import { readExportParameters } from './export-parameters.js';
import { readKickOffBody } from './kick-off-body.js';

const methods = ['GET', 'POST'] as const;
const definitions = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';

/**
 * `$export`: everything, what is about patients, or what is about the members of a group, as files.
 *
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html
 */
export const exportOperation: Operation = {
  name: 'export',
  definition: `${definitions}/export`,
  levels: [
    { level: 'system', methods },
    { level: 'type', types: ['Patient'], methods, definition: `${definitions}/patient-export` },
    { level: 'instance', types: ['Group'], methods, definition: `${definitions}/group-export` },
  ],
  run: kickOff,
};

async function kickOff(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const { request, store, base } = exchange;
  const jobs = jobsOf(exchange);
  // HEAD changes nothing, and GET does here.
  if (request.method === 'HEAD')
    return failureResponse('method-not-allowed', 'This path takes GET, POST', { allow: 'GET, POST' });
  const missing = missingAsync(exchange);
  if (missing !== undefined) return refusalResponse('invalid-bulk-request', [missing]);
  const post = request.method === 'POST';
  const body = readKickOffBody(post ? await jsonBody(request, exchange.maxBodyBytes) : undefined);
  if (!body.ok) return refusalResponse('invalid-bulk-request', body.issues);
  // A token says nothing of which roles may be passed on.
  if (exchange.permissions !== undefined && body.order !== undefined) throw insufficientScope();
  const parameters = readExportParameters([...exchange.query, ...body.pairs], {
    scope: scopeOf(target),
    base,
    storeId: store.id,
    parameters: store.searchParameters(),
    lenient: asksForLenience(request),
    post,
  });
  if (!parameters.ok) return refusalResponse('invalid-bulk-request', parameters.issues);
  const { permissions } = exchange;
  const bulk = permissions ? narrowedExport(permissions, parameters.bulk) : parameters.bulk;
  await requireThere(exchange, bulk);
  const job = await jobs.startExport({
    dataStoreId: store.id,
    bulk: { request: requestAddress(exchange), ...bulk },
    ...(permissions && { owner: jobOwner(permissions.grant) }),
    ...body.order,
  });
  return acceptedResponse(exchange, job);
}

function scopeOf(target: OperationTarget): BulkExport['scope'] {
  switch (target.level) {
    case 'system':
      return { level: 'system' };
    case 'type':
      return { level: 'patient' };
    case 'instance':
    case 'version':
      return { level: 'group', groupId: target.id };
    case 'job':
      throw new TypeError('The status of an export has an address of its own');
    default:
      return target satisfies never;
  }
}

/**
 * Refuses a group or patients that are not there, and patients that are not in the group.
 *
 * @throws WellspringError `resource-not-found`
 */
async function requireThere(
  { store, request: { signal } }: Exchange,
  { scope, patients = [] }: Pick<BulkExport, 'scope' | 'patients'>,
): Promise<void> {
  const lost = (what: string): WellspringError =>
    new WellspringError('resource-not-found', `${what} is not known`);
  if (scope.level === 'group') {
    const groups: GroupSource = async function* (ids) {
      const keys = ids.map((id) => ({ type: 'Group', id }));
      for await (const versions of resourcesInTurn(store, keys, signal))
        yield versions.flatMap(({ body }) => body ?? []);
    };
    const members = await groupMembers(scope.groupId, groups, store.id, new Date());
    if (members === undefined) throw lost(`Group/${scope.groupId}`);
    const other = patients.find((id) => !members.has(id));
    if (other !== undefined)
      throw new WellspringError(
        'resource-not-found',
        `Patient/${other} is no member of Group/${scope.groupId}`,
      );
  }
  const missing = new Set(patients);
  const keys = patients.map((id) => ({ type: 'Patient', id }));
  for await (const versions of resourcesInTurn(store, keys, signal))
    for (const { id } of versions) missing.delete(id);
  const [first] = missing;
  if (first !== undefined) throw lost(`Patient/${first}`);
}
