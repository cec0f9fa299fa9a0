import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { RemoteClient } from '../remote/remote-client.js';

/** How long keys are believed, in milliseconds. */
const freshMs = 10 * 60_000;
/** How long they are still good when the server that publishes them does not answer. */
const staleMs = 60 * 60_000;
/** How long after a successful look no unknown key makes for another one. */
const cooldownMs = 30_000;
/** How long after one that failed. */
const retryMs = 5_000;

const timeoutMs = 5_000;
const maxBytes = 256 * 1024;
const mostKeys = 50;

/**
 * The keys that an authorization server publishes (`jwks_uri`). They are read anew every ten minutes, and when a token
 * names one that is not among them, for keys are changed; but not for each such token, or who sends nonsense has us
 * send nonsense. While the server does not answer, the keys last read stay good for an hour.
 *
 * @throws Error from the source where there are no keys to look at
 */
export function createRemoteKeys(url: string, client: RemoteClient, now: () => number): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let readAt = -Infinity;
  let failedAt = -Infinity;
  let failure: unknown;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      const { status, body } = await client.send({ url, method: 'GET', timeoutMs, maxBytes });
      if (status !== 200) throw new Error(`${url} answered ${status}`);
      keys = keySet(body);
      readAt = now();
    } catch (error) {
      failedAt = now();
      failure = error;
    } finally {
      reading = undefined;
    }
  }

  async function look(): Promise<void> {
    if (now() - failedAt >= retryMs) await (reading ??= read());
    else if (reading) await reading;
  }

  const known = async (): Promise<JWTVerifyGetKey> => {
    if (now() - readAt >= freshMs) await look();
    if (keys && now() - readAt < staleMs) return keys;
    throw failure instanceof Error ? failure : new Error(`${url} gave no keys`);
  };

  return async (header, token) => {
    const before = await known();
    try {
      return await before(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || now() - readAt < cooldownMs) throw error;
      await look();
      const after = await known();
      if (after === before) throw error;
      return after(header, token);
    }
  };
}

function keySet(body: unknown): JWTVerifyGetKey {
  const { keys } = (body ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys) || keys.length > mostKeys) throw new Error('this is no set of keys');
  return createLocalJWKSet(body as JSONWebKeySet);
}
