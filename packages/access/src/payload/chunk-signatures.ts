import { createHash, type Hash } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import { scopeText, type CredentialScope } from '../signature/credential-scope.js';
import type { KeyedHash } from '../signature/keyed-hash.js';
import { sameSignature } from '../signature/sign.js';

/** What the chunks of a signed body are checked with. */
export interface ChunkSigning {
  readonly key: KeyedHash;
  readonly timestamp: string;
  readonly scope: CredentialScope;
  /** The signature of the request's headers, which the first chunk builds on. */
  readonly seed: string;
}

/** Checks the chain of chunk signatures, each built on the one before. */
export interface ChunkVerifier {
  /** Begins a chunk that claims this signature. */
  begin(signature: string): void;
  update(data: Buffer): void;
  /** @throws WellspringError `chunk-signature-mismatch` */
  end(): void;
  /** Checks the trailer, `name:value\n` for each line. @throws WellspringError `chunk-signature-mismatch` */
  trailer(canonical: string, signature: string): void;
}

const hashOfNothing = createHash('sha256').digest('hex');

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and, for the trailer,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function createChunkVerifier({ key, timestamp, scope, seed }: ChunkSigning): ChunkVerifier {
  let previous = seed;
  let claimed = '';
  let hash: Hash | undefined;
  const check = (kind: string, hashes: readonly string[], signature: string) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, timestamp, scopeText(scope), previous, ...hashes].join('\n');
    if (!sameSignature(key(text), signature))
      throw new WellspringError(
        'chunk-signature-mismatch',
        'The chunk signature we calculated does not match the signature you provided.',
      );
    previous = signature;
  };
  return {
    begin(signature) {
      claimed = signature;
      hash = createHash('sha256');
    },
    update(data) {
      hash?.update(data);
    },
    end() {
      check('PAYLOAD', [hashOfNothing, hash?.digest('hex') ?? hashOfNothing], claimed);
      hash = undefined;
    },
    trailer(canonical, signature) {
      check('TRAILER', [createHash('sha256').update(canonical).digest('hex')], signature);
    },
  };
}
