import { WellspringError } from '@wellspring/errors';
import {
  localTarget,
  typeInUrl,
  type Condition,
  type HierarchyCondition,
  type TypeCondition,
  type TypeSearch,
} from '@wellspring/fhir';
import { expandInShards } from '../../distribution/hierarchies-in-shards.js';
import { fromBigInt, toBigInt, type Hash64 } from '../../hash/sip-hash.js';
import { knownType } from '../../rows/resource-rows.js';
import type { StoreContext } from '../../store-context.js';
import type { Statement } from '../../write/versions-statement.js';
import type { Hierarchies } from '../plan/plan-context.js';
import { storedParams } from '../plan/stored-params.js';
import type { Ask } from './ask.js';

/** Resources above or below: a hospital has some thousand locations. */
export const MOST = 10_000;

/**
 * Looks up what is above or below what hierarchies are asked for, for a search to be planned with.
 *
 * @throws WellspringError `too-costly` where one has more than 10,000 resources
 */
export async function expandHierarchies(
  ask: Ask,
  store: HierarchyStore,
  searches: readonly TypeSearch[],
): Promise<Hierarchies> {
  const found = new Map<HierarchyCondition, readonly Hash64[]>();
  for (const condition of searches.flatMap(({ conditions }) => conditions.flatMap(hierarchiesIn))) {
    const steps = stepsOf(store, condition);
    const selves =
      store.distribution === undefined
        ? (await ask<{ readonly self: bigint }>(expansionStatement(store, condition, steps))).map(
            ({ self }) => self,
          )
        : await expandInShards(ask, store.distribution, condition.direction, steps);
    if (selves.length > MOST)
      throw new WellspringError(
        'too-costly',
        `The search parameter "${condition.param}:${condition.direction}" asks for more than ${MOST} resources; name one with less ${condition.direction} it`,
      );
    found.set(condition, selves.map(fromBigInt));
  }
  return found;
}

function hierarchiesIn(condition: Condition): readonly HierarchyCondition[] {
  switch (condition.kind) {
    case 'hierarchy':
      return [condition];
    case 'chain':
      return condition.targets.flatMap(hierarchiesInType);
    case 'reverse-chain':
      return hierarchiesInType(condition.source);
    case 'all':
    case 'any':
      return condition.conditions.flatMap(hierarchiesIn);
    case 'parameter':
    case 'missing':
    case 'either':
      return [];
    default:
      return condition satisfies never;
  }
}

function hierarchiesInType({ condition, visible }: TypeCondition): readonly HierarchyCondition[] {
  return [...hierarchiesIn(condition), ...(visible === undefined ? [] : hierarchiesIn(visible))];
}

/** What hierarchies are looked up in. */
type HierarchyStore = Pick<StoreContext, 'id' | 'schema' | 'term'> &
  Partial<Pick<StoreContext, 'distribution'>>;

/** Where a hierarchy begins, and the parameters by which it goes on. */
export interface HierarchySteps {
  readonly starts: readonly { readonly self: bigint; readonly link: number }[];
  readonly keys: readonly { readonly link: number; readonly key: bigint; readonly type: number }[];
}

function stepsOf(
  { id, term }: Pick<HierarchyStore, 'id' | 'term'>,
  { targets, links }: HierarchyCondition,
): HierarchySteps {
  const starts = targets.flatMap((given) => {
    const target = localTarget(given, id);
    return links.flatMap(({ type }, link) =>
      (typeInUrl(target) ?? type) === type ? [{ self: toBigInt(term.reference(target)), link }] : [],
    );
  });
  const keys = links.flatMap(({ type, param }, link) =>
    storedParams(type, param).map((stored) => ({
      link,
      key: toBigInt(term.parameter(type, stored)),
      type: knownType(type),
    })),
  );
  return { starts, keys };
}

/**
 * Goes from the targets through one hierarchy after the other. UNION lets each resource through once, so that
 * circles end.
 */
function expansionStatement(
  { schema }: Pick<HierarchyStore, 'schema'>,
  { direction }: HierarchyCondition,
  { starts, keys }: HierarchySteps,
): Statement {
  // What has a reference to it is below; the row of that reference is of a current version.
  const below = `CROSS JOIN LATERAL (
      SELECT f.vid, f.part FROM ${schema}.reference f WHERE f.hash = h.self # l.key OFFSET 0
    ) f CROSS JOIN LATERAL (
      SELECT v.self FROM ${schema}.version v WHERE v.vid = f.vid AND v.part = f.part OFFSET 0
    ) n`;
  // Each reference is taken for one of the key; those of others lead to no resource.
  const above = `CROSS JOIN LATERAL (
      SELECT r.vid FROM ${schema}.resource r WHERE r.self = h.self AND r.type = l.type AND NOT r.deleted OFFSET 0
    ) r CROSS JOIN LATERAL (
      SELECT f.hash FROM ${schema}.reference f WHERE f.vid = r.vid OFFSET 0
    ) f CROSS JOIN LATERAL (
      SELECT q.self FROM ${schema}.resource q
      WHERE q.self = f.hash # l.key AND q.type = l.type AND NOT q.deleted OFFSET 0
    ) n`;
  return {
    text: `WITH RECURSIVE h (self, link) AS (
        SELECT * FROM unnest($1::bigint[], $2::integer[])
        UNION
        SELECT n.self, h.link FROM h
        JOIN unnest($3::integer[], $4::bigint[], $5::smallint[]) AS l (link, key, type) ON l.link = h.link
        ${direction === 'below' ? below : above}
      ) SELECT self FROM h LIMIT $6`,
    values: [
      starts.map(({ self }) => self),
      starts.map(({ link }) => link),
      keys.map(({ link }) => link),
      keys.map(({ key }) => key),
      keys.map(({ type }) => type),
      MOST + 1,
    ],
  };
}
