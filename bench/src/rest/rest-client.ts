import { signRequest } from '@wellspring/access';
import { httpConnection, wholeRequest, type HttpConnection } from '../search/http-connection.js';
import type { RestRequest, Target } from './rest-orders.js';

/** Longer than the server lets anything run; a large bundle may take its time. */
const patience = 120_000;

/** A request as the client sends it. */
type Unsigned = Pick<RestRequest, 'path' | 'body' | 'search'> & { readonly method: string };

/** Makes requests ready to be sent to one server, and has the connections to it. */
export interface RestClient {
  /** The request as it goes over the wire, signed where that is asked for. */
  sign(request: Unsigned): Buffer;
  /** As many as requests may be under way. */
  readonly connections: readonly HttpConnection[];
}

export function restClient({ endpoint, base, authorization, concurrency }: Target): RestClient {
  const { hostname, port, protocol } = new URL(endpoint);
  const isSecure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const portNumber = port === '' ? (isSecure ? 443 : 80) : Number(port);
  return {
    sign({ method, path, body, search }) {
      // The base itself, where a bundle goes, has no slash at its end.
      const url = path === '' ? new URL(base.replace(/\/$/, '')) : new URL(path, base);
      const headers = {
        accept: 'application/fhir+json',
        ...(search && { prefer: 'handling=strict' }),
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      };
      return wholeRequest(method, url.pathname + url.search, withIdentity(headers), body);

      function withIdentity(plain: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
        switch (authorization.kind) {
          case 'signature': {
            const { credentials, region } = authorization;
            return signRequest(
              { method, url, headers: plain, body: body ?? '' },
              { credentials, region, service: 'healthlake' },
              Date.now(),
            );
          }
          case 'headers':
            return { ...plain, host: url.host, ...authorization.headers };
          default:
            return authorization satisfies never;
        }
      }
    },
    connections: Array.from({ length: concurrency }, () =>
      httpConnection(host, portNumber, patience, isSecure),
    ),
  };
}
