import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import { readBody, type HttpRequest, type HttpResponse } from '@wellspring/http';
import type { AuthorizationOptions } from '../authorization-options.js';
import { dataStoreArn } from '../data-store-arn.js';
import type { Realm } from '../provider/realm.js';
import type { AdministeredAction } from './administered-action.js';
import { answerClients } from './clients.js';
import { answerLaunches } from './launches.js';
import { answerUsers } from './users.js';

/** What a request for the administration comes with. */
export interface AdministrationRequest {
  readonly method: string;
  /** `ada` of `/users/ada`; undefined: all of them. */
  readonly name: string | undefined;
  readonly query: URLSearchParams;
  /** Its JSON body; an empty object where there is none. */
  body(): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Asks whether the caller may, and notes what it is about to do.
   *
   * @returns the data store's realm, which is looked up only then: who may not is not told whether there is one
   */
  permit(action: AdministeredAction, parameters?: Readonly<Record<string, unknown>>): Promise<Realm>;
}

const longestBody = 256 * 1024;
/** What PostgreSQL takes in no text: U+0000, and halves of characters. */
const unstorable = /[\0\p{Surrogate}]/u;
export const pageSize = 100;

/** Users, clients and launches of one data store, for signed requests. */
export async function administer(
  options: AuthorizationOptions,
  request: HttpRequest,
  storeId: string,
  below: string,
  caller: Caller,
  realmOf: (storeId: string) => Promise<Realm | undefined>,
): Promise<HttpResponse> {
  if (request.query.includes('%00'))
    throw new WellspringError('invalid-parameter', 'The query has a character that is in no name');
  const [, collection = '', encoded, ...more] = below.split('/');
  const arn = dataStoreArn(options, storeId);
  const asked: AdministrationRequest = {
    method: request.method,
    name: encoded === undefined || encoded === '' ? undefined : decoded(encoded),
    query: new URLSearchParams(request.query),
    body: async () => readObject(await readBody(request, longestBody)),
    async permit(action, parameters) {
      const { record } = caller;
      record.eventName = action;
      record.readOnly = action.startsWith('Get') || action.startsWith('List');
      record.resources.push({ arn, type: 'AWS::HealthLake::Datastore' });
      record.requestParameters = { datastoreId: storeId, ...parameters };
      await caller.authorize({ action: `healthlake:${action}`, resource: arn });
      const realm = await realmOf(storeId);
      if (!realm)
        throw new WellspringError(
          'authorization-server-off',
          `The built-in authorization server does not serve the data store ${storeId}`,
        );
      return realm;
    },
  };
  if (more.length === 0)
    switch (collection) {
      case 'users':
        return answerUsers(asked);
      case 'clients':
        return answerClients(asked);
      case 'launches':
        return answerLaunches(asked);
    }
  throw new WellspringError('no-such-path', `There is nothing at ${request.path}`);
}

/** An answer in JSON; what is secret in it is kept by nobody. */
export function json(status: number, value: unknown): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: `${JSON.stringify(value)}\n`,
  };
}

export function wrongMethod({ method }: AdministrationRequest): WellspringError {
  return new WellspringError('no-such-path', `${method} does nothing here`);
}

function readObject(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString(), (_name, part: unknown) => {
      if (typeof part === 'string' && unstorable.test(part)) throw new SyntaxError('no text');
      return part;
    });
  } catch (error) {
    throw new WellspringError(
      'unreadable-request',
      'The body is not JSON, or has a text that cannot be stored',
      { cause: error },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WellspringError('unreadable-request', 'The body is not a JSON object');
  return value as Readonly<Record<string, unknown>>;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new WellspringError('invalid-parameter', 'The path is not percent-encoded as it should be', {
      cause: error,
    });
  }
}
