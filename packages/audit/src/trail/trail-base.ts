import type { Database } from '@wellspring/database';
import { noHead, type TrailHead } from './block.js';
import type { TrailKey } from './trail-key.js';

/** What a signed note of the last removed block is made over. */
export function baseBytes(number: bigint, hash: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  return Buffer.concat([bytes, hash]);
}

/** What the first block that is left is chained to. */
export type TrailBase =
  | { readonly ok: true; readonly head: Pick<TrailHead, 'number' | 'hash'> }
  /** Nobody who has the key wrote it. */
  | { readonly ok: false; readonly number: bigint };

/** What the retention has removed last, or the very beginning where it has removed nothing. */
export async function readBase(
  database: Pick<Database, 'query'>,
  keys: readonly TrailKey[],
): Promise<TrailBase> {
  const [row] = await database.query<{
    readonly number: bigint;
    readonly hash: Buffer;
    readonly key_id: Buffer;
    readonly mac: Buffer;
  }>('SELECT number, hash, key_id, mac FROM wellspring.audit_base ORDER BY number DESC LIMIT 1');
  if (row === undefined) return { ok: true, head: noHead };
  const { number, hash, key_id: keyId, mac } = row;
  const proved = keys.some((key) => key.id.equals(keyId) && key.proves(mac, 'base', baseBytes(number, hash)));
  return proved ? { ok: true, head: { number, hash } } : { ok: false, number };
}
