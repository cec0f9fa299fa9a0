import { hash } from 'node:crypto';

/** The parts of a canonical request, each already in its canonical form. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The header block, each line ended by a line feed. */
  readonly headers: string;
  /** Joined by semicolons. */
  readonly signedHeaders: string;
  /** Hex SHA-256 of the body, or the word that stands for it (`UNSIGNED-PAYLOAD`, `STREAMING-...`). */
  readonly payloadHash: string;
}

/** The text that is hashed and signed. */
export function canonicalRequest(parts: CanonicalParts): string {
  const { method, path, query, headers, signedHeaders, payloadHash } = parts;
  return `${method}\n${path}\n${query}\n${headers}\n${signedHeaders}\n${payloadHash}`;
}

const beyondAscii = /[^\0-\x7f]/;
const beyondLatin1 = /[^\0-\xff]/;

/**
 * Its SHA-256 as lower-case hex. Node hands header bytes on as Latin-1 characters, so a text without
 * wider characters is hashed as the bytes that arrived.
 */
export function hashCanonical(text: string): string {
  // Of ASCII, as good as every request, the bytes are the same either way.
  const bytes = beyondAscii.test(text) && !beyondLatin1.test(text) ? Buffer.from(text, 'latin1') : text;
  return hash('sha256', bytes, 'hex');
}
