import { createHmac, timingSafeEqual } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';

/** Makes paging cursors opaque to clients, and believes only those it made. */
export interface NextTokens {
  /** @param scope what the cursor belongs to: operation and filters. It is not part of the token. */
  seal(scope: unknown, cursor: string): string;
  /** @throws WellspringError `invalid-parameter` for a token that was not made here for this scope */
  open(scope: unknown, token: string): string;
}

/** Bytes of the code in front of the cursor: HMAC-SHA-256 cut to 128 bits (RFC 2104, section 5). */
const CODE = 16;

/** @param secret 32 bytes, the same on every node */
export function nextTokens(secret: Buffer): NextTokens {
  const code = (scope: unknown, cursor: Buffer): Buffer =>
    createHmac('sha256', secret)
      .update(`${JSON.stringify(scope)}\n`)
      .update(cursor)
      .digest()
      .subarray(0, CODE);
  return {
    seal(scope, cursor) {
      const bytes = Buffer.from(cursor, 'utf8');
      return Buffer.concat([code(scope, bytes), bytes]).toString('base64url');
    },
    open(scope, token) {
      const bytes = Buffer.from(token, 'base64url');
      const cursor = bytes.subarray(CODE);
      // Decoding base64url skips what it does not know: only the very text that was made is taken.
      const whole = bytes.length > CODE && bytes.toString('base64url') === token;
      if (!whole || !timingSafeEqual(bytes.subarray(0, CODE), code(scope, cursor)))
        throw new WellspringError(
          'invalid-parameter',
          'NextToken was not returned by this operation with these filters',
        );
      return cursor.toString('utf8');
    },
  };
}
