import { WellspringError } from '@wellspring/errors';
import type { Condition } from '@wellspring/fhir';
import type { ResourceKey } from '../data-store.js';
import type { CompartmentPage, CompartmentQuery } from '../read/compartment/compartment-query.js';
import { readCompartment } from '../read/compartment/read-compartment.js';
import type { StoreContext } from '../store-context.js';
import { shardsOfPatients } from './guests.js';
import { onDatabase, type Distributed } from './identity.js';
import { eachShard, inShard, unmoved } from './in-shards.js';

/**
 * A page of a compartment: that of a patient lies in one shard, but for what is another patient's first of all. Other
 * compartments lie anywhere.
 */
export async function compartmentInShards(
  store: StoreContext & Distributed,
  query: CompartmentQuery,
): Promise<CompartmentPage> {
  if ([...(query.visible?.values() ?? [])].some(goesThroughOthers))
    throw new WellspringError(
      'not-distributed',
      'A data store that is distributed with Citus does not list a compartment by rights that go through chains',
    );
  const { shards: all } = store.distribution;
  const self = store.term.reference(`${query.compartment}/${query.id}`);
  const shards =
    query.compartment === 'Patient' ? await shardsOfPatients(store, [self], onDatabase(store.database)) : all;
  const [only] = shards;
  if (only !== undefined && shards.length === 1) return readCompartment(inShard(store, only), query);
  const pages = await unmoved(store, () =>
    eachShard(store, shards, (shard) => readCompartment(shard, query)),
  );
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  if (query.count === 0) return { matches: [], total };
  // A page that is full says nothing of what comes after its end.
  const ends = pages.flatMap(({ next }) => (next === undefined ? [] : [next]));
  const end = ends.reduce<ResourceKey | undefined>(
    (first, each) => (first === undefined || compare(each, first) < 0 ? each : first),
    undefined,
  );
  const known = pages
    .flatMap(({ matches }) => matches)
    .filter((match) => end === undefined || compare(match, end) <= 0)
    .sort(compare);
  const matches = known.slice(0, query.count);
  const last = matches.at(-1);
  if (known.length > matches.length && last !== undefined)
    return { matches, next: { type: last.type, id: last.id }, total };
  return { matches, ...(end !== undefined && { next: end }), total };
}

/** Whether a condition asks resources that may lie in other shards. */
function goesThroughOthers(condition: Condition): boolean {
  switch (condition.kind) {
    case 'chain':
    case 'reverse-chain':
    case 'hierarchy':
      return true;
    case 'all':
    case 'any':
      return condition.conditions.some(goesThroughOthers);
    case 'parameter':
    case 'missing':
    case 'either':
      return false;
    default:
      return condition satisfies never;
  }
}

/** The order of a compartment's pages: type names, then ids, both ASCII. */
function compare(left: ResourceKey, right: ResourceKey): number {
  if (left.type !== right.type) return left.type < right.type ? -1 : 1;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
