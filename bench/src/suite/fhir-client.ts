import { signedFetch } from '@wellspring/access/testing';
import type { Authorization } from '../rest/rest-orders.js';

/** An answer that is not one of 2xx. */
export class RefusedRequest extends Error {
  constructor(
    readonly status: number,
    /** What Retry-After says, in seconds. */
    readonly retryAfter: number | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** Plain requests beside the load: what is there to be counted, and to be loaded. */
export interface FhirClient {
  /** @throws RefusedRequest where the answer is not one of 2xx, Error where there is none */
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
          // Some servers answer what was asked within the last minute as it was then.
          'cache-control': 'no-cache',
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
      if (!answer.ok)
        throw new RefusedRequest(
          answer.status,
          secondsOf(answer.headers.get('retry-after')),
          `${method} ${url}: status ${answer.status}: ${text.slice(0, 500)}`,
        );
      return JSON.parse(text) as unknown;
    },
  };
}

function secondsOf(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) : undefined;
}
