import type { Ask } from '../search/run/ask.js';
import { MOST, type HierarchySteps } from '../search/run/expand-hierarchies.js';
import type { Distribution } from './distribution.js';

/**
 * Goes from resources through hierarchies whose resources lie in several shards, a step at a time; each resource is
 * gone through once for each way, so that circles end.
 *
 * @returns the hashes of what was met, those it began with among them; more than {@link MOST} where there are more
 */
export async function expandInShards(
  ask: Ask,
  { shards }: Distribution,
  direction: 'above' | 'below',
  { starts, keys }: HierarchySteps,
): Promise<readonly bigint[]> {
  const met = new Map<string, bigint>();
  let level = starts;
  while (level.length > 0 && met.size <= MOST) {
    const fresh = level.filter(({ self, link }) => !met.has(`${link} ${self}`));
    for (const { self, link } of fresh) met.set(`${link} ${self}`, self);
    const next: { self: bigint; link: number }[] = [];
    for (const { link, key, type } of keys) {
      const selves = fresh.filter((each) => each.link === link).map(({ self }) => self);
      if (selves.length === 0) continue;
      const found = direction === 'below' ? await below(selves, key) : await above(selves, key, type);
      next.push(...found.map((self) => ({ self, link })));
    }
    level = next;
  }
  return [...met.values()];

  /** What refers to one of them: the row of its reference is of a current version. */
  async function below(selves: readonly bigint[], key: bigint): Promise<readonly bigint[]> {
    return inAll(
      (schema) => `SELECT DISTINCT v.self FROM unnest($1::bigint[]) AS u (self) CROSS JOIN LATERAL (
          SELECT f.vid, f.part FROM ${schema}.reference f WHERE f.hash = u.self # $2::bigint OFFSET 0
        ) f CROSS JOIN LATERAL (
          SELECT v.self FROM ${schema}.version v WHERE v.vid = f.vid AND v.part = f.part OFFSET 0
        ) v`,
      [selves, key],
    );
  }

  /** What one of them refers to, as far as it is there. */
  async function above(selves: readonly bigint[], key: bigint, type: number): Promise<readonly bigint[]> {
    const targets = await inAll(
      (schema) => `SELECT DISTINCT f.hash # $2::bigint AS self FROM unnest($1::bigint[]) AS u (self)
        CROSS JOIN LATERAL (
          SELECT r.vid FROM ${schema}.resource r
          WHERE r.self = u.self AND r.type = $3::smallint AND NOT r.deleted OFFSET 0
        ) r CROSS JOIN LATERAL (SELECT f.hash FROM ${schema}.reference f WHERE f.vid = r.vid OFFSET 0) f`,
      [selves, key, type],
    );
    return inAll(
      (schema) => `SELECT r.self FROM unnest($1::bigint[]) AS u (self) CROSS JOIN LATERAL (
          SELECT r.self FROM ${schema}.resource r
          WHERE r.self = u.self AND r.type = $2::smallint AND NOT r.deleted OFFSET 0
        ) r`,
      [targets, type],
    );
  }

  async function inAll(
    textOf: (schema: string) => string,
    values: readonly unknown[],
  ): Promise<readonly bigint[]> {
    const found = new Set<bigint>();
    for (const { schema } of shards)
      for (const { self } of await ask<{ self: bigint }>({ text: textOf(schema), values })) found.add(self);
    return [...found];
  }
}
