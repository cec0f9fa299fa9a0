import { diffResources } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import { localKey } from '../../include/resource-key.js';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { failureResponse } from '../../response/outcome-response.js';
import { currentResource, resourceVersion, type ResourceOutcome } from '../current-resource.js';
import type { Operation, OperationTarget } from '../operation.js';
import {
  fault,
  parameterRefusal,
  readParameters,
  type OperationParameters,
} from '../parameters/operation-parameters.js';
import { versionInReference } from '../references/version-in-reference.js';

/**
 * What makes one version of another, as FHIRPath Patch has it. No specification has this operation; its names are
 * those of HAPI FHIR's (https://hapifhir.io/hapi-fhir/docs/server_plain/rest_operations_operations.html).
 */
export const diff: Operation = {
  name: 'diff',
  definition: 'urn:wellspring:OperationDefinition:diff',
  levels: [
    { level: 'system', methods: ['GET', 'POST'] },
    { level: 'instance', methods: ['GET', 'POST'] },
  ],
  run: async (exchange, target) => {
    switch (target.level) {
      case 'system':
        return diffOfReferences(exchange);
      case 'instance':
        return diffOfVersions(exchange, target);
      case 'type':
      case 'version':
      case 'job':
        throw new TypeError('$diff is for the system or an instance');
      default:
        return target satisfies never;
    }
  },
};

/** Of two versions of one resource: the last two, where nothing else is asked for. */
async function diffOfVersions(
  exchange: Exchange,
  { type, id }: Extract<OperationTarget, { level: 'instance' }>,
): Promise<FhirResponse> {
  const { store } = exchange;
  const read = await readParameters(exchange, [{ name: 'fromVersion' }, { name: 'toVersion' }]);
  if (!read.ok) return read.refusal;
  const [fromVersion, toVersion] = ['fromVersion', 'toVersion'].map((name) =>
    versionOf(read.parameters, name),
  );
  if (fromVersion === 'wrong' || toVersion === 'wrong')
    return parameterRefusal([
      fault(fromVersion === 'wrong' ? 'fromVersion' : 'toVersion', 'it must be the number of a version'),
    ]);
  const to =
    toVersion === undefined
      ? await currentResource(store, type, id)
      : await resourceVersion(store, type, id, toVersion);
  if (!to.ok) return to.refusal;
  const before = fromVersion ?? to.version.version - 1;
  if (before === 0)
    return failureResponse('resource-not-found', `${type}/${id} has no version before its first`);
  return difference(type, await resourceVersion(store, type, id, before), to);
}

function versionOf(parameters: OperationParameters, name: string): number | 'wrong' | undefined {
  const text = parameters.text(name);
  if (text === undefined) return undefined;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 'wrong';
}

/** Of two resources of one type, or two versions of one, each by a reference. */
async function diffOfReferences(exchange: Exchange): Promise<FhirResponse> {
  const { store } = exchange;
  const read = await readParameters(exchange, [{ name: 'from' }, { name: 'to' }]);
  if (!read.ok) return read.refusal;
  const places = (['from', 'to'] as const).map((name) => {
    const reference = read.parameters.text(name) ?? '';
    return { name, key: localKey(reference, store.id), version: versionInReference(reference) };
  });
  const [from, to] = places.map(({ key, version }) => key && { ...key, version });
  if (from === undefined || to === undefined) {
    const issues = places
      .filter(({ key }) => key === undefined)
      .map(({ name }) => fault(name, 'it must be a reference, such as Patient/1 or Patient/1/_history/2'));
    return parameterRefusal(issues);
  }
  if (from.type !== to.type) return parameterRefusal([fault('to', `it must be of the type ${from.type}`)]);
  const first = await resourceAt(store, from);
  return difference(from.type, first, first.ok ? await resourceAt(store, to) : first);
}

function resourceAt(
  store: DataStore,
  { type, id, version }: { readonly type: string; readonly id: string; readonly version: number | undefined },
): Promise<ResourceOutcome> {
  return version === undefined ? currentResource(store, type, id) : resourceVersion(store, type, id, version);
}

function difference(type: string, from: ResourceOutcome, to: ResourceOutcome): FhirResponse {
  if (!from.ok) return from.refusal;
  if (!to.ok) return to.refusal;
  return { status: 200, headers: {}, body: [diffResources(type, from.version.body, to.version.body)] };
}
