import { createHash } from 'node:crypto';
import { decideOwnParameters, type OwnDecision, type OwnDefinition, type OwnSource } from '@wellspring/fhir';
import type pg from 'pg';
import { bindDatabase } from '../unit/bound-database.js';
import type { StoreContext } from '../store-context.js';
import { nextGeneration, type ParameterState } from './parameter-table.js';
import { readSources, sourcesSignature, type SourceName } from './read-sources.js';

/** 'WPAR': keeps these advisory locks apart from everyone else's. */
const lockClass = 0x57504152;

interface LiveRow {
  readonly number: number;
  readonly url: string;
  readonly code: string;
  readonly fingerprint: string;
  readonly state: ParameterState;
}

/**
 * Looks at the SearchParameter resources that there are, and notes which are to be indexed, which not any more, and
 * why others cannot be. Nothing to do where they are those that it looked at before. Not within a transaction.
 *
 * @returns whether there was anything to note
 */
export async function syncParameters(store: StoreContext): Promise<boolean> {
  const { database, schema } = store;
  const change = await database.transaction(async (client) => {
    // One at a time: another that waited finds it done.
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [lockClass, schema]);
    return syncIn(client, store);
  });
  if (change === 'registered') {
    await nextGeneration(database, schema);
    await store.parameters.refresh();
  }
  return change !== 'none';
}

async function syncIn(client: pg.PoolClient, store: StoreContext): Promise<'none' | 'noted' | 'registered'> {
  const { schema } = store;
  const bound = bindDatabase(client);
  try {
    const { database } = bound;
    const signature = await sourcesSignature(database, store);
    const [before] = await database.query<{ signature: string }>(
      `SELECT signature FROM ${schema}.search_parameter_reading`,
    );
    if (before?.signature === signature) return 'none';
    const live = await database.query<LiveRow>(
      `SELECT number, url, code, fingerprint, state FROM ${schema}.search_parameter
       WHERE state IN ('registered', 'building', 'active') ORDER BY number`,
    );
    const decisions = decideOwnParameters(inOrder(await readSources(database, store), live));
    const changed = await writeDecisions(client, schema, decisions, live);
    // Where a resource was written while these were read, the next look finds another signature.
    await database.query(`UPDATE ${schema}.search_parameter_reading SET signature = $1`, [signature]);
    return changed ? 'registered' : 'noted';
  } finally {
    await bound.end();
  }
}

/** Those that are there already before others, in the order in which they came: the base one stays. */
function inOrder(
  sources: readonly OwnSource<SourceName>[],
  live: readonly LiveRow[],
): readonly OwnSource<SourceName>[] {
  const numbers = new Map(live.map(({ url, code, number }) => [`${url}\n${code}`, number]));
  const place = ({ resource: { url, code } }: OwnSource<SourceName>): number =>
    typeof url === 'string' && typeof code === 'string'
      ? (numbers.get(`${url}\n${code}`) ?? Number.MAX_SAFE_INTEGER)
      : Number.MAX_SAFE_INTEGER;
  return sources.toSorted((left, right) => place(left) - place(right));
}

/** @returns whether writers have to know */
async function writeDecisions(
  client: pg.PoolClient,
  schema: string,
  decisions: readonly OwnDecision<SourceName>[],
  live: readonly LiveRow[],
): Promise<boolean> {
  const unused = new Map(live.map((row) => [`${row.url}\n${row.code}\n${row.fingerprint}`, row.number]));
  let changed = false;
  await client.query(`DELETE FROM ${schema}.search_parameter_source`);
  for (const { source, url, name, definition, refusals } of decisions) {
    let number: number | undefined;
    if (definition !== undefined) {
      const fingerprint = fingerprintOf(definition);
      const key = `${url}\n${name}\n${fingerprint}`;
      number = unused.get(key);
      if (number === undefined) {
        number = await insertDefinition(client, schema, definition, fingerprint);
        changed = true;
      } else unused.delete(key);
    }
    await client.query(
      `INSERT INTO ${schema}.search_parameter_source (source, url, code, number, refusals)
       VALUES ($1, $2, $3, $4, $5)`,
      [source.name, withoutNul(url), withoutNul(name), number ?? null, JSON.stringify(refusals)],
    );
  }
  if (unused.size > 0) {
    await client.query(
      `UPDATE ${schema}.search_parameter SET state = 'retiring', changed_at = clock_timestamp()
       WHERE number = ANY ($1::integer[])`,
      [[...unused.values()]],
    );
    changed = true;
  }
  return changed;
}

async function insertDefinition(
  client: pg.PoolClient,
  schema: string,
  definition: OwnDefinition,
  fingerprint: string,
): Promise<number> {
  const { rows } = await client.query<{ number: number }>(
    `INSERT INTO ${schema}.search_parameter (url, code, fingerprint, definition, state)
     VALUES ($1, $2, $3, $4, 'registered') RETURNING number`,
    [definition.url, definition.name, fingerprint, JSON.stringify(definition)],
  );
  return rows[0]!.number;
}

/** Of all that index rows depend on; the definition's members are always in one order. */
function fingerprintOf(definition: OwnDefinition): string {
  const indexed = JSON.stringify({ ...definition, description: undefined });
  return createHash('sha256').update(indexed).digest('hex');
}

function withoutNul(text: string): string {
  return text.replaceAll('\0', '').slice(0, 1_000);
}
