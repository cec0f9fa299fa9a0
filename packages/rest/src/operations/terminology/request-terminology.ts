import {
  terminologyOf,
  type CodeSystemProvider,
  type JsonObject,
  type Terminology,
  type VersionRules,
} from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { currentResource } from '../current-resource.js';
import type { OperationTarget } from '../operation.js';

/** The terminology of one request to a data store. */
export function requestTerminology({ store }: Pick<Exchange, 'store'>, rules?: VersionRules): Terminology {
  return terminologyOf(store.conformance, rules);
}

export type TreeOutcome =
  { readonly ok: true; readonly tree: JsonObject } | { readonly ok: false; readonly refusal: FhirResponse };

/** The resource that an operation was called on by its id. */
export async function instanceTree(
  { store }: Pick<Exchange, 'store'>,
  { type, id }: Extract<OperationTarget, { readonly level: 'instance' }>,
): Promise<TreeOutcome> {
  const current = await currentResource(store, type, id);
  return current.ok ? { ok: true, tree: store.conformance.treeOf(current.version)! } : current;
}

/** `http://a.example/cs|2` of what a provider is of. */
export function systemName({ system, version }: CodeSystemProvider): string {
  return version === undefined ? system : `${system}|${version}`;
}
