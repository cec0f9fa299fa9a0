import {
  extractIndexValues,
  isResourceId,
  type Include,
  type IndexValue,
  type JsonObject,
} from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';
import { isStorableType } from '../routing/storable-types.js';

/** A resource of this data store: `Patient/123`. */
export interface ResourceKey {
  readonly type: string;
  readonly id: string;
}

/** A key as references write it. */
export function keyText({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}

function keyOf(target: string, base: string): ResourceKey | undefined {
  const relative = target.startsWith(`${base}/`) ? target.slice(base.length + 1) : target;
  const [type = '', id = '', ...more] = relative.split('/');
  return more.length === 0 && isStorableType(type) && isResourceId(id) ? { type, id } : undefined;
}

type ReferenceValue = Extract<IndexValue, { kind: 'reference' }>;

/** Each include asks anew, and what a resource refers to stays the same as long as it is held. */
const known = new WeakMap<StoredVersion, readonly ReferenceValue[]>();

function referencesOf(version: StoredVersion): readonly ReferenceValue[] {
  if (version.body === undefined) return [];
  let references = known.get(version);
  if (references === undefined) {
    const tree = JSON.parse(version.body.toString('utf8')) as JsonObject;
    references = extractIndexValues(version.type, tree).filter((value) => value.kind === 'reference');
    known.set(version, references);
  }
  return references;
}

/**
 * The resources of this data store that a resource refers to, by each of the includes in turn: of an
 * include the resources in the order of their references. What lies elsewhere, is contained, or is
 * referred to by identifier or canonical URL alone is not among them.
 *
 * @param base the address of the data store: absolute references below it are its own
 */
export function referredKeys(
  version: StoredVersion,
  includes: readonly Include[],
  base: string,
): readonly ResourceKey[] {
  const own = includes.filter(({ source }) => source === version.type);
  if (own.length === 0) return [];
  const references = referencesOf(version);
  return own.flatMap(({ params, target }) =>
    params
      .flatMap((param) => references.filter((reference) => reference.param === param))
      .map((reference) => keyOf(reference.target, base))
      .filter((key) => key !== undefined)
      .filter(({ type }) => target === undefined || type === target),
  );
}
