import { setImmediate as immediate } from 'node:timers/promises';
import type { JsonObject } from '@wellspring/fhir';
import type pg from 'pg';
import { decodeBody } from '../body/body-codec.js';
import { toBigInt } from '../hash/sip-hash.js';
import { createRowColumns } from '../rows/row-columns.js';
import { writeIndexRows, type DictionaryEntry } from '../rows/index-rows.js';
import { storedContent } from '../rows/resource-rows.js';
import { createRowChanges } from '../rows/row-changes.js';
import { typeName } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import { lockResources } from '../write/locked-resources.js';
import { removeIndexRows } from '../write/remove-index-rows.js';
import { ownRows } from './own-rows.js';
import type { ParameterWork } from './parameter-work.js';

/** How far a walk through the types of a work is: what it goes on after. */
export interface WorkPlace {
  readonly type: string;
  /** Absent: at the beginning of the type. */
  readonly vid?: bigint;
}

/** Compressed bytes of the bodies of one transaction: some 20 MiB of resources. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Resources whose rows are made without a pause. */
const WITHOUT_PAUSE = 50;

interface Candidate {
  readonly vid: bigint;
  readonly type: number;
  readonly id: string;
  readonly size: number;
}

/**
 * Does a work to the next resources of the walk, in one transaction: under their locks, so that whoever replaces one
 * of them meanwhile waits, and then removes the rows that were written here. What was done before may be done again.
 *
 * @param inTransaction called before COMMIT with the place that the walk goes on after, undefined at its end, and how
 *   many resources it went through
 */
export async function indexSome(
  store: StoreContext,
  work: ParameterWork,
  place: WorkPlace | undefined,
  limit: number,
  inTransaction: (client: pg.PoolClient, next: WorkPlace | undefined, resources: number) => Promise<void>,
): Promise<WorkPlace | undefined> {
  const type = place?.type ?? work.types[0];
  if (type === undefined) {
    await store.database.transaction((client) => inTransaction(client, undefined, 0));
    return undefined;
  }
  const candidates = await candidatesOf(store, work, type, place?.vid ?? 0n, limit);
  const some = withinBytes(candidates);
  const last = some.at(-1);
  const ends = some.length === candidates.length && candidates.length < limit;
  const following = work.types[work.types.indexOf(type) + 1];
  const next = !ends ? { type, vid: last!.vid } : following === undefined ? undefined : { type: following };
  await store.database.transaction(async (client) => {
    await change(store, work, some, client);
    await inTransaction(client, next, some.length);
  });
  return next;
}

/** How many resources a work goes through, as far as it can be told before. */
export async function countWork(
  { database, schema, term }: StoreContext,
  work: ParameterWork,
): Promise<number> {
  if (work.kind === 'remake') {
    const [all] = await database.query<{ count: string }>(
      `SELECT count(*)::text AS count FROM ${schema}.resource WHERE NOT deleted AND vid <= $1`,
      [work.last],
    );
    return Number(all!.count);
  }
  const [row] = await database.query<{ count: string }>(
    `SELECT count(*)::text AS count FROM ${schema}.token WHERE hash = ANY ($1::bigint[]) AND vid <= $2`,
    [work.types.map((type) => toBigInt(term.parameter(type, '_type'))), work.last],
  );
  return Number(row!.count);
}

async function candidatesOf(
  { database, schema, term }: StoreContext,
  { kind, last }: ParameterWork,
  type: string,
  after: bigint,
  limit: number,
): Promise<readonly Candidate[]> {
  // Whoever makes all rows anew relies on none of them.
  if (kind === 'remake')
    return database.query<Candidate>(
      `SELECT v.vid, v.type, v.id, octet_length(v.body) AS size FROM ${schema}.version v
       JOIN ${schema}.resource r ON r.id = v.id AND r.type = v.type AND r.vid = v.vid AND NOT r.deleted
       WHERE v.vid > $1 AND v.vid <= $2 ORDER BY v.vid LIMIT $3`,
      [after, last, limit],
    );
  return database.query<Candidate>(
    `SELECT v.vid, v.type, v.id, octet_length(v.body) AS size FROM ${schema}.token t
     JOIN ${schema}.version v ON v.vid = t.vid AND v.part = t.part
     WHERE t.hash = $1 AND t.vid > $2 AND t.vid <= $3 ORDER BY t.vid LIMIT $4`,
    [toBigInt(term.parameter(type, '_type')), after, last, limit],
  );
}

/** The first of them, one at least. */
function withinBytes(candidates: readonly Candidate[]): readonly Candidate[] {
  let bytes = 0;
  const end = candidates.findIndex(({ size }, index) => (bytes += size) > MOST_BYTES && index > 0);
  return end < 0 ? candidates : candidates.slice(0, end);
}

async function change(
  store: StoreContext,
  work: ParameterWork,
  candidates: readonly Candidate[],
  client: pg.PoolClient,
): Promise<void> {
  if (candidates.length === 0) return;
  const { schema, term, id } = store;
  const locked = await lockResources(store, candidates, client);
  // What was written meanwhile is indexed already, and what was deleted has no rows.
  const current = locked.filter(
    (resource, at) => resource !== undefined && !resource.deleted && resource.vid === candidates[at]!.vid,
  );
  const { rows } = await client.query<{ vid: bigint; part: number; type: number; body: Buffer }>(
    `SELECT vid, part, type, body FROM ${schema}.version WHERE vid = ANY ($1::bigint[])`,
    [current.map((resource) => resource!.vid)],
  );
  // Who read the resource before this and replaces it after does not see the rows that are written here: it has to
  // find the resource changed, and begin again.
  await client.query(
    `UPDATE ${schema}.resource r SET vid = r.vid FROM unnest($1::text[], $2::smallint[]) AS k (id, type)
     WHERE r.id = k.id AND r.type = k.type`,
    [current.map((resource) => resource!.id), current.map((resource) => resource!.type)],
  );
  const [adding, removing] = [createRowChanges(), createRowChanges()];
  const dictionary: DictionaryEntry[] = [];
  for (const [at, { vid, part, type: number, body }] of rows.entries()) {
    const type = typeName(number);
    if (at > 0 && at % WITHOUT_PAUSE === 0) await immediate();
    if (work.kind === 'remake') {
      const made = createRowColumns();
      const { values, words } = storedContent(type, body, id, work.changed.all);
      writeIndexRows(type, values, words, term, work.changed.all, made);
      adding.take(made.columns, vid, part);
      dictionary.push(...made.dictionary);
      continue;
    }
    const json = decodeBody(body);
    if (!concerns(work, type, json)) continue;
    const tree = JSON.parse(json.toString('utf8')) as JsonObject;
    const own = ownRows(type, tree, work.changed, { id, term });
    const builds = work.kind === 'build';
    (builds ? adding : removing).take(own.with, vid, part);
    (builds ? removing : adding).take(own.without, vid, part);
    dictionary.push(...own.dictionary);
  }
  await store.dictionary.add(dictionary);
  if (work.kind === 'remake') await removeIndexRows(schema, rows, [], client);
  else await removing.remove(client, schema);
  await adding.add(client, schema);
}

/** Of other types than the parameters' own, those resources count that have others inside. */
function concerns({ changed }: ParameterWork, type: string, json: Buffer): boolean {
  return changed.all.own(type).length > 0 || type === 'Bundle' || json.includes('"contained"');
}
