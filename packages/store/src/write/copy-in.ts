import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CopyBuffer } from '../rows/copy-buffer.js';

/** Sends the rows of one table; nothing where there are none. */
export async function copyIn(
  client: pg.ClientBase,
  table: string,
  columns: string,
  rows: CopyBuffer,
): Promise<void> {
  if (rows.rows === 0) return;
  const stream = client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN (FORMAT binary)`));
  await pipeline(chunks(rows.finished()), stream);
}

/** A message of the protocol is bounded, and a slow server is waited for between them. */
const CHUNK_BYTES = 1024 * 1024;

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES)
    yield bytes.subarray(start, start + CHUNK_BYTES);
}
