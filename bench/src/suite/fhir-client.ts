import { signedFetch } from '@wellspring/access/testing';
import type { Authorization } from '../rest/rest-orders.js';

/** Plain requests beside the load: what is there to be counted, and to be loaded. */
export interface FhirClient {
  /** @throws Error with the status and the answer where it is not one of 2xx */
  request(method: 'GET' | 'POST', path: string, body?: string): Promise<unknown>;
}

const patience = 300_000;

/** @param base with a slash at the end */
export function fhirClient(base: string, authorization: Authorization): FhirClient {
  const send =
    authorization.kind === 'signature'
      ? signedFetch({ ...authorization, service: 'healthlake' })
      : (url: string, init: RequestInit): Promise<Response> => fetch(url, init);
  const own = authorization.kind === 'headers' ? authorization.headers : {};
  return {
    async request(method, path, body) {
      const url = path === '' ? base.replace(/\/$/, '') : base + path;
      const answer = await send(url, {
        method,
        headers: {
          ...own,
          accept: 'application/fhir+json',
          ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
        },
        signal: AbortSignal.timeout(patience),
        ...(body !== undefined && { body }),
      }).catch((error: unknown) => {
        const { message, cause } = error as Error;
        throw new Error(`${method} ${url}: ${(cause as Error | undefined)?.message ?? message}`, {
          cause: error,
        });
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${url}: status ${answer.status}: ${text.slice(0, 500)}`);
      return JSON.parse(text) as unknown;
    },
  };
}
