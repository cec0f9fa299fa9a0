import type { Database } from '@wellspring/database';
import type { TrailBlock } from './block.js';
import { blockColumns, blockOf, type BlockRow } from './block-table.js';

/** Blocks of one read: some 64 KB each at the most. */
const page = 64;

/** The blocks from a number on, in their order. */
export async function* blocksFrom(
  database: Pick<Database, 'query'>,
  number: bigint,
): AsyncGenerator<TrailBlock, void> {
  for (let next = number; ;) {
    const rows = await database.query<BlockRow>(
      `SELECT ${blockColumns} FROM wellspring.audit_block WHERE number >= $1 ORDER BY number LIMIT ${page}`,
      [next],
    );
    for (const row of rows) yield blockOf(row);
    if (rows.length < page) return;
    next = rows.at(-1)!.number + 1n;
  }
}

/**
 * The number of the first block that was written at a time or later, one more than the last where there is none;
 * undefined where there are no blocks. Numbers and times grow together, so it is looked for by halves, with no index
 * of times.
 *
 * @param time milliseconds since 1970
 */
export async function firstBlockSince(
  database: Pick<Database, 'query'>,
  time: number,
): Promise<bigint | undefined> {
  const [ends] = await database.query<{ readonly low: bigint | null; readonly high: bigint | null }>(
    'SELECT min(number) AS low, max(number) AS high FROM wellspring.audit_block',
  );
  let low = ends?.low ?? undefined;
  if (low === undefined) return undefined;
  let high = ends!.high! + 1n;
  while (low < high) {
    const middle: bigint = (low + high) / 2n;
    // A missing block is for whoever verifies to notice; here the next one stands for it.
    const [row] = await database.query<{ readonly number: bigint; readonly written: Date }>(
      'SELECT number, written FROM wellspring.audit_block WHERE number >= $1 ORDER BY number LIMIT 1',
      [middle],
    );
    if (row !== undefined && row.written.getTime() < time) low = row.number + 1n;
    else high = middle;
  }
  return low;
}
