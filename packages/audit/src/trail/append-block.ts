import { blockHash, headOf, noHead, type TrailBlock, type TrailHead } from './block.js';
import type { TrailClient } from './trail-client.js';
import type { TrailKey } from './trail-key.js';

/** What a block is made of, before it has its place in the chain. */
export interface BlockContent {
  readonly events: number;
  readonly marks: Buffer;
  readonly body: Buffer;
}

/** 'WAUD': keeps this advisory lock apart from everyone else's. */
const lockClass = 0x57415544;

/**
 * Nodes take turns by the lock, first come first served, and hold it until their block is committed. A block is
 * written only right behind the one that it is chained to. There is no row that says where the chain ends: it would be
 * written for every block, and what an export keeps from being cleaned up would make it slower and slower.
 */
const append = {
  name: 'audit append',
  text: `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(${lockClass}, 1))
    INSERT INTO wellspring.audit_block (number, written, first, events, key_id, marks, body, hash, mac)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 FROM turn
    WHERE $1::bigint = 1 OR EXISTS (SELECT 1 FROM wellspring.audit_block WHERE number = $1::bigint - 1 AND hash = $10)
    ON CONFLICT (number) DO NOTHING
    RETURNING number`,
} as const;

const lastBlock = {
  name: 'audit head',
  text: 'SELECT number, written, first, events, hash FROM wellspring.audit_block ORDER BY number DESC LIMIT 1',
} as const;

/** The end of the chain, as it is in the database. */
export async function readHead(client: TrailClient): Promise<TrailHead> {
  const { rows } = await client.query<
    Pick<TrailBlock, 'number' | 'first' | 'events' | 'hash'> & { readonly written: Date }
  >(lastBlock);
  const [row] = rows;
  return row === undefined ? noHead : headOf({ ...row, written: row.written.getTime() });
}

/** Gives content its place in the chain. */
export function chained(content: BlockContent, head: TrailHead, key: TrailKey, now: number): TrailBlock {
  const block = {
    number: head.number + 1n,
    written: Math.max(head.written, now),
    first: head.next,
    keyId: key.id,
    ...content,
  };
  const hash = blockHash(head.hash, block);
  return { ...block, hash, mac: key.mac('block', hash) };
}

/**
 * Writes a block behind the head that it is chained to; it is durable when the promise resolves.
 *
 * @returns false where the chain does not end there: another node was faster
 */
export async function appendBlock(client: TrailClient, block: TrailBlock, head: TrailHead): Promise<boolean> {
  const { number, written, first, events, keyId, marks, body, hash, mac } = block;
  const values = [number, new Date(written), first, events, keyId, marks, body, hash, mac, head.hash];
  const { rowCount } = await client.query({ ...append, values });
  return rowCount === 1;
}

/**
 * The same for who was too slow: in its turn, so that it is the only one who writes.
 *
 * @param make gives the content its place; what it returned last is what may have been written
 */
export async function appendInTurn(
  client: TrailClient,
  make: (head: TrailHead) => TrailBlock,
): Promise<TrailBlock> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${lockClass}, 1)`);
    const head = await readHead(client);
    const block = make(head);
    if (!(await appendBlock(client, block, head))) throw new Error('The audit trail was written out of turn');
    await client.query('COMMIT');
    return block;
  } catch (error) {
    // Whoever called gives the connection up, and the transaction ends with it.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Whether a block was written, where the connection broke before anyone could tell. */
export async function isWritten(client: TrailClient, { number, hash }: TrailBlock): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT 1 FROM wellspring.audit_block WHERE number = $1 AND hash = $2',
    [number, hash],
  );
  return rowCount === 1;
}
