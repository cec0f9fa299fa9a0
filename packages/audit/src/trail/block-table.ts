import type { TrailBlock } from './block.js';

/** A row of `audit_block`. */
export interface BlockRow {
  readonly number: bigint;
  readonly written: Date;
  readonly first: bigint;
  readonly events: number;
  readonly key_id: Buffer;
  readonly marks: Buffer;
  readonly body: Buffer;
  readonly hash: Buffer;
  readonly mac: Buffer;
}

export const blockColumns = 'number, written, first, events, key_id, marks, body, hash, mac';

export function blockOf(row: BlockRow): TrailBlock {
  const { written, key_id: keyId, ...same } = row;
  return { ...same, written: written.getTime(), keyId };
}
