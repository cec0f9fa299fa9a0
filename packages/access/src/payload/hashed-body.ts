import { createHash } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import type { Chunks } from './body-stream.js';

/**
 * Hands chunks on while hashing them, and fails in place of ending where the hash is another.
 *
 * @throws WellspringError `content-sha256-mismatch` (from the iteration)
 */
export async function* verifyHash(chunks: Chunks, sha256: string): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  checkHash(hash.digest('hex'), sha256);
}

/** @throws WellspringError `content-sha256-mismatch` */
export function checkHash(computed: string, announced: string): void {
  if (computed !== announced)
    throw new WellspringError(
      'content-sha256-mismatch',
      `The provided 'x-amz-content-sha256' header does not match what was computed.`,
    );
}
