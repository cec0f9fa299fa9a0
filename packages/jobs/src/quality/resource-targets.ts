import { isResourceType, localTarget, type Lifetime } from '@wellspring/fhir';
import type { ResourceKey, Snapshot } from '@wellspring/store';
import { boundedMemory } from './bounded-memory.js';

const literal = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** The resource of this data store that a literal reference leads to; undefined for every other reference. */
export function targetOf(reference: string, storeId: string): ResourceKey | undefined {
  const match = literal.exec(localTarget(reference, storeId));
  const type = match?.[1];
  return type !== undefined && isResourceType(type) ? { type, id: match![2]! } : undefined;
}

/** Resources that are remembered to be there or not: some 20 MB. */
const MOST_TARGETS = 100_000;
const MOST_LIVES = 50_000;
/** Looked up in one statement. */
const AT_ONCE = 1_000;

/** Looks up what resources refer to, each once as long as there is room to remember it. */
export interface ResourceTargets {
  /** For each of them, whether it is there. */
  present(keys: readonly ResourceKey[]): Promise<readonly boolean[]>;
  /** For each of the patients, when they lived; undefined for one that is not there. */
  lives(ids: readonly string[]): Promise<readonly (Lifetime | undefined)[]>;
}

export function resourceTargets(snapshot: Snapshot): ResourceTargets {
  const there = boundedMemory<boolean>(MOST_TARGETS);
  // Null: not there.
  const lifetimes = boundedMemory<Lifetime | null>(MOST_LIVES);
  return {
    async present(keys) {
      const found = new Map<string, boolean>();
      const missing = new Map<string, ResourceKey>();
      for (const key of keys) {
        const name = `${key.type}/${key.id}`;
        const known = there.get(name);
        if (known === undefined) missing.set(name, key);
        else found.set(name, known);
      }
      for (const some of pieces([...missing.values()])) {
        const present = await snapshot.present(some);
        for (const { type, id } of some) {
          const name = `${type}/${id}`;
          found.set(name, present.has(name));
          there.set(name, present.has(name));
        }
      }
      return keys.map(({ type, id }) => found.get(`${type}/${id}`) === true);
    },
    async lives(ids) {
      const found = new Map<string, Lifetime | null>();
      const missing = new Set<string>();
      for (const id of ids) {
        const known = lifetimes.get(id);
        if (known === undefined) missing.add(id);
        else found.set(id, known);
      }
      for (const some of pieces([...missing])) {
        const lives = await snapshot.lives(some);
        for (const id of some) {
          const life = lives.get(id) ?? null;
          found.set(id, life);
          lifetimes.set(id, life);
        }
      }
      return ids.map((id) => found.get(id) ?? undefined);
    },
  };
}

function* pieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += AT_ONCE) yield all.slice(at, at + AT_ONCE);
}
