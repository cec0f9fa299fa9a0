import { WellspringError } from '@wellspring/errors';
import { fromBigInt, type Hash64 } from '../hash/sip-hash.js';
import { distinctHashArms, referenceArm } from '../search/plan/hash-arms.js';
import { planAll, planAny } from '../search/plan/combined-conditions.js';
import type { PlannedCondition, PlannedTarget, PlannedType, SearchPlan } from '../search/plan/search-plan.js';
import type { Ask } from '../search/run/ask.js';
import { versionKeys } from '../search/run/version-order.js';
import type { StoreContext } from '../store-context.js';
import type { Distributed } from './identity.js';
import { eachShard } from './in-shards.js';

type Store = StoreContext & Distributed;

/** Resources that one step of a chain may lead through: each is a value of the search that follows. */
const MOST = 10_000;

/**
 * A plan without chains. What a chain leads to may lie in any shard, so it is looked for in all of them before, step
 * by step from its end, and the search goes by what was found as if it had been named.
 *
 * @throws WellspringError `too-costly` where a step leads through more than 10,000 resources
 */
export async function withoutChains(store: Store, ask: Ask, plan: SearchPlan): Promise<SearchPlan> {
  const conditions: PlannedCondition[] = [];
  for (const condition of plan.conditions) conditions.push(await resolved(store, ask, plan.type, condition));
  return { ...plan, conditions };
}

async function resolved(
  store: Store,
  ask: Ask,
  type: PlannedType,
  condition: PlannedCondition,
): Promise<PlannedCondition> {
  const each = async (conditions: readonly PlannedCondition[]): Promise<readonly PlannedCondition[]> => {
    const all: PlannedCondition[] = [];
    for (const one of conditions) all.push(await resolved(store, ask, type, one));
    return all;
  };
  switch (condition.kind) {
    case 'arms':
      return condition;
    case 'all':
      return planAll(await each(condition.conditions));
    case 'any':
      return planAny(await each(condition.conditions));
    case 'chain': {
      const selves: Hash64[] = [];
      for (const target of condition.targets)
        selves.push(...(await led(store, ask, target, ({ schema }) => selvesOf(schema))));
      const arms = condition.keys.flatMap((key) => selves.map((self) => referenceArm(key, self)));
      return { kind: 'arms', arms: distinctHashArms(arms), negated: false };
    }
    case 'reverse-chain': {
      const hashes = await led(store, ask, condition.source, ({ schema }) => referencesOf(schema));
      // Each reference is taken for one under each of the keys; those of others lead to no resource.
      const selves = condition.keys.flatMap((key) =>
        hashes.map(({ hi, lo }) => ({ hi: hi ^ key.hi, lo: lo ^ key.lo })),
      );
      const arms = distinct(selves).map((hash) => ({ kind: 'self', hash }) as const);
      return planAll([
        { kind: 'arms', arms: [type.whole], negated: false },
        { kind: 'arms', arms, negated: false },
      ]);
    }
    default:
      return condition satisfies never;
  }
}

/** What the resources of all shards that fulfil a condition have in the column `hash`. */
async function led(
  store: Store,
  ask: Ask,
  { type, condition }: PlannedTarget,
  textOf: (shard: StoreContext) => string,
): Promise<readonly Hash64[]> {
  const plan: SearchPlan = {
    type,
    conditions: [await resolved(store, ask, type, condition)],
    ids: undefined,
    spans: [],
  };
  let left = MOST;
  const found = await eachShard(store, store.distribution.shards, async (shard) => {
    const keys = await versionKeys(ask, shard, [plan], { ascending: false }, MOST + 1);
    left -= keys.length;
    if (left < 0)
      throw new WellspringError(
        'too-costly',
        `A chain leads through more than ${MOST} resources, which lie in several shards; narrow down what it leads to`,
      );
    if (keys.length === 0) return [];
    return ask<{ hash: bigint }>({ text: textOf(shard), values: [keys.map(({ vid }) => vid)] });
  });
  return distinct(found.flat().map(({ hash }) => fromBigInt(hash)));
}

function selvesOf(schema: string): string {
  return `SELECT v.self AS hash FROM ${schema}.version v WHERE v.vid = ANY ($1::bigint[])`;
}

function referencesOf(schema: string): string {
  return `SELECT DISTINCT r.hash FROM ${schema}.reference r WHERE r.vid = ANY ($1::bigint[])`;
}

function distinct(hashes: readonly Hash64[]): readonly Hash64[] {
  return [...new Map(hashes.map((hash) => [`${hash.hi},${hash.lo}`, hash])).values()];
}
