import { createHmac, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Sealer } from '@wellspring/access';

/** What a role session was made with, beside the role. */
export interface RoleClaims {
  readonly kind: 'role';
  /** `AROA...`: a role of the same name that is made anew is another. */
  readonly roleId: string;
  readonly sessionName: string;
  /** Undefined: the session is bounded by nothing but its role. */
  readonly bounds?: { readonly policy?: string; readonly policyArns: readonly string[] };
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
}

/** Whose temporary credentials they are. */
export type SessionOwner =
  | RoleClaims
  /** `AIDA...` */
  | { readonly kind: 'user'; readonly userId: string }
  /** The session ends with the root credential that it was made with. */
  | { readonly kind: 'root'; readonly rootKeyId: string };

/** What a session token says; nothing of it is kept anywhere else. */
export interface SessionClaims {
  /** `ASIA...`: the token is good with this access key id only. */
  readonly accessKeyId: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly owner: SessionOwner;
}

/** Temporary credentials as they are given out. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** Makes and reads temporary credentials that no table has to remember. */
export interface SessionTokens {
  issue(owner: SessionOwner, issuedAt: number, expiresAt: number): IssuedCredentials;
  /** What the token says, expired or not; undefined where it is not one of ours. */
  open(token: string): SessionClaims | undefined;
  secretOf(accessKeyId: string): string;
}

const purpose = 'session-token';
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Longer than any that is given out; a longer one is not looked at. */
const longestToken = 16_384;
/** Bounds what a token may become when it is opened, although only our own are. */
const longestClaims = 65_536;

/**
 * The token is all there is to a session: its claims, compressed and sealed by the master key, so that any process
 * with that key lets it in. The secret is the HMAC of the access key id under a key derived from it, and good for
 * nothing without the token.
 */
export function createSessionTokens(sealer: Sealer): SessionTokens {
  const secretKey = sealer.derive('session-secret');
  const secretOf = (accessKeyId: string): string =>
    createHmac('sha256', secretKey).update(accessKeyId).digest().subarray(0, 30).toString('base64');
  return {
    issue(owner, issuedAt, expiresAt) {
      const accessKeyId = newAccessKeyId();
      const claims: SessionClaims = { accessKeyId, issuedAt, expiresAt, owner };
      const sessionToken = sealer.seal(purpose, deflateRawSync(JSON.stringify(claims)));
      return { accessKeyId, secretAccessKey: secretOf(accessKeyId), sessionToken, expiresAt };
    },
    open(token) {
      if (token.length > longestToken) return undefined;
      const bytes = sealer.open(purpose, token);
      if (bytes === undefined) return undefined;
      const text = inflateRawSync(bytes, { maxOutputLength: longestClaims }).toString('utf8');
      return JSON.parse(text) as SessionClaims;
    },
    secretOf,
  };
}

function newAccessKeyId(): string {
  return `ASIA${Array.from(randomBytes(16), (byte) => base32[byte & 31]!).join('')}`;
}

/** What the policies and tags of a session may take in its token, compressed: 4,096 bytes. */
const mostPackedBytes = 4_096;

/**
 * How much of the space for policies and tags is used, in percent; above 100 the token would be too long to be sent
 * with every request (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, PackedPolicySize).
 */
export function packedPolicySize(role: Pick<RoleClaims, 'bounds' | 'tags' | 'transitiveTagKeys'>): number {
  const { bounds, tags, transitiveTagKeys } = role;
  const packed = deflateRawSync(JSON.stringify({ bounds, tags, transitiveTagKeys }));
  return Math.ceil((packed.length / mostPackedBytes) * 100);
}
