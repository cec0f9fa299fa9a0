import type { Target } from '../search/load-orders.js';

/** One request, before it is signed. */
export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the data store's base. */
  readonly path: string;
  readonly body?: string;
  /** What the answer has to be. */
  readonly status: number;
  /** How many resources it carries: more than one for a bundle. */
  readonly resources: number;
}

/** What the generator is told; it answers each order, one after the other. */
export type RestOrder =
  | { readonly kind: 'target'; readonly target: Target }
  /** One request, to see whether the server does it. */
  | { readonly kind: 'probe'; readonly request: RestRequest }
  /** Sends the requests as fast as they are answered, from the first again after the last, until the time is over. */
  | { readonly kind: 'load'; readonly requests: readonly RestRequest[]; readonly seconds: number };

export type RestAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'probed'; readonly refusal?: string }
  | { readonly kind: 'loaded'; readonly load: RestFigures }
  | { readonly kind: 'failed'; readonly message: string };

/** Of the answers to one order. */
export interface RestFigures {
  readonly requests: number;
  /** Milliseconds; from the request's first byte to the answer's last. */
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly resourcesPerSecond: number;
  readonly errors: number;
  readonly firstError?: string;
  /** Processor time of the generator, in microseconds a request; signing is not in it. */
  readonly generatorMicroseconds: number;
}
