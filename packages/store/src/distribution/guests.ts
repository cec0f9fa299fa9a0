import type pg from 'pg';
import { toBigInt, type Hash64 } from '../hash/sip-hash.js';
import type { ResourceRows } from '../rows/resource-rows.js';
import type { Distributed, Sender } from './identity.js';
import type { Shard } from './distribution.js';

/** Of each patient in whose compartment a resource is, and who has another part: that there is something of his. */
export async function noteGuests(
  { schema, distribution }: Distributed,
  resources: Iterable<Pick<ResourceRows, 'part' | 'guests'>>,
  client: pg.ClientBase,
): Promise<void> {
  const noted = new Map<string, readonly [patient: bigint, part: number, host: number]>();
  for (const { part: host, guests } of resources)
    for (const guest of guests) {
      const { part } = distribution.shardOf(guest);
      const patient = toBigInt(guest);
      if (part !== host) noted.set(`${patient} ${host}`, [patient, part, host]);
    }
  // In one order for everyone: who notes the same waits for the other's end.
  const rows = [...noted].sort(([left], [right]) => (left < right ? -1 : 1));
  for (const [, row] of rows)
    await client.query(
      `INSERT INTO ${schema}.guest (patient, part, host) VALUES ($1::bigint, $2::integer, $3::integer)
       ON CONFLICT DO NOTHING`,
      [...row],
    );
}

/** The shards that may have something of patients: of each his own, and those that he is a guest in. */
export async function shardsOfPatients(
  { distribution }: Distributed,
  patients: readonly Hash64[],
  send: Sender,
): Promise<readonly Shard[]> {
  const found = new Set<Shard>();
  for (const patient of patients) {
    const own = distribution.shardOf(patient);
    found.add(own);
    const rows = await send<{ host: number }>(
      `SELECT host FROM ${own.schema}.guest WHERE patient = $1::bigint`,
      [toBigInt(patient)],
    );
    for (const { host } of rows) found.add(distribution.shardAt(host));
  }
  return distribution.shards.filter((shard) => found.has(shard));
}
