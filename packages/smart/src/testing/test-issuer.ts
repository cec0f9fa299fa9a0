import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** A key that tokens are signed with. */
export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** @example const key = await testKey('RS256', 'first'); */
export async function testKey(alg: string, kid: string): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Signs claims as they are: who tests what is missing leaves it out. */
export function signToken(
  key: TestKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey);
}

/** What a test server was asked. */
export interface AskedOf {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on loopback that stands in for an authorization server or a token hook. */
export interface TestServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly asked: readonly AskedOf[];
  close(): Promise<void>;
}

/** What it answers: JSON, or a text as it is. */
export interface TestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** @example const server = await serveJson(({ path }) => path === '/jwks' ? { body: { keys: [key.jwk] } } : { status: 404 }); */
export async function serveJson(
  answer: (asked: AskedOf) => TestAnswer | Promise<TestAnswer>,
): Promise<TestServer> {
  const asked: AskedOf[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const one = { path: incoming.url ?? '', headers: incoming.headers, body: await text(incoming) };
      asked.push(one);
      const { status = 200, headers = {}, body } = await answer(one);
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Metadata of a data store whose tokens a server on loopback signs; `changes` replace or remove members. */
export function testMetadata(url: string, changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    issuer: 'https://idp.example.org',
    jwks_uri: `${url}/jwks`,
    authorization_endpoint: 'https://idp.example.org/authorize',
    token_endpoint: 'https://idp.example.org/token',
    grant_types_supported: ['authorization_code', 'client_credentials'],
    capabilities: ['permission-v1', 'permission-v2', 'permission-v2.2', 'client-public'],
    code_challenge_methods_supported: ['S256'],
    ...changes,
  });
}
