import { signRequest } from '@wellspring/access';
import { connect, disconnect, type Connection } from './connection.js';
import { findDataStore } from './data-store-argument.js';

/** How long one answer may take, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What an answer of the administration says. */
export type AuthorizationAnswer = Readonly<Record<string, unknown>>;

/** Asks the administration of the authorization server of one data store. */
export type AskAuthorization = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
) => Promise<AuthorizationAnswer>;

/**
 * Connects, finds the data store by its name or id, and lets `work` ask.
 *
 * @throws Error with what the server says where an answer is no 2xx
 */
export async function withAuthorization(
  store: string,
  work: (ask: AskAuthorization) => Promise<void>,
): Promise<void> {
  const connection = await connect();
  try {
    const { DatastoreId } = await findDataStore(connection.healthLake, store);
    await work((method, path, body) => ask(connection, DatastoreId!, method, path, body));
  } finally {
    disconnect(connection);
  }
}

async function ask(
  connection: Connection,
  storeId: string,
  method: string,
  path: string,
  body: object | undefined,
): Promise<AuthorizationAnswer> {
  const url = new URL(`${connection.endpoint}/authorization/${storeId}/${path}`);
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = signRequest(
    { method, url, headers: { 'content-type': 'application/json' }, body: text },
    {
      credentials: await connection.healthLake.config.credentials(),
      region: connection.settings.WELLSPRING_REGION,
      service: 'healthlake',
    },
    Date.now(),
  );
  const response = await fetch(url, {
    method,
    headers,
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(text !== '' && { body: text }),
  });
  const answer = await response.text();
  const value = readAnswer(answer);
  if (response.ok) return value;
  const said = value['message'] ?? value['Message'];
  throw new Error(typeof said === 'string' ? said : `${String(response.status)} ${answer}`);
}

function readAnswer(text: string): AuthorizationAnswer {
  if (text === '') return {};
  try {
    return JSON.parse(text) as AuthorizationAnswer;
  } catch {
    return { message: text };
  }
}

/** All of a list that comes in pages. */
export async function listAll(
  ask: AskAuthorization,
  path: 'users' | 'clients',
): Promise<readonly AuthorizationAnswer[]> {
  const found: AuthorizationAnswer[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await ask('GET', after === '' ? path : `${path}?after=${encodeURIComponent(after)}`);
    found.push(...(page[path] as readonly AuthorizationAnswer[]));
    after = page['after'] as string | undefined;
  }
  return found;
}
