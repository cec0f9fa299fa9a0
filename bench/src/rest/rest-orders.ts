import type { Expectation } from '../search/check-answer.js';

/** Whom the load goes to; sent once, first. */
export interface Target {
  readonly endpoint: string;
  /** The address below which resource types stand, with a slash at the end. */
  readonly base: string;
  readonly authorization: Authorization;
  /** Requests under way at any time, each on a kept connection. */
  readonly concurrency: number;
}

/** How a request says who sends it. */
export type Authorization =
  | {
      readonly kind: 'signature';
      readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
      readonly region: string;
    }
  /** By headers, or by nothing: servers that know no AWS signatures. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> };

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
  /** Whether a server that has enough to do may send it away, as 429 or 503 with Retry-After, or end it as too costly: more is asked than it can take. */
  readonly mayBeRefused?: boolean;
  /** Of a search, which must be done in full or refused: a condition that is left out would look fast. */
  readonly search?: Expectation;
}

/** Deletes a resource that a create of the same generator has made; passed over while there is none. */
export interface DeleteOfCreated {
  readonly method: 'DELETE';
}

export type LoadRequest = RestRequest | DeleteOfCreated;

/** What is sent, and how it is looked at. */
export interface Load {
  /** Sent in turn, from the first again after the last. */
  readonly requests: readonly LoadRequest[];
  /** The longest that it takes. */
  readonly seconds: number;
  /** Stop after so many requests. */
  readonly most?: number;
  /** Of so many answers one is parsed and checked in full; 1 is all. */
  readonly checkEvery?: number;
}

/** What the generator is told; it answers each order, one after the other, but `halt`: that ends the load under way. */
export type RestOrder =
  | { readonly kind: 'halt' }
  | { readonly kind: 'target'; readonly target: Target }
  /** One request, to see whether the server does it. */
  | { readonly kind: 'probe'; readonly request: RestRequest }
  /** Follows `next` up to a page, and gives the searches of it and of those behind it. */
  | { readonly kind: 'walk'; readonly search: string; readonly page: number; readonly further: number }
  | { readonly kind: 'load'; readonly load: Load };

export type RestAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'probed'; readonly refusal?: string }
  | { readonly kind: 'walked'; readonly searches: readonly string[] }
  | { readonly kind: 'loaded'; readonly tally: LoadTally }
  | { readonly kind: 'failed'; readonly message: string };

/** What one generator saw of a load. */
export interface LoadTally {
  readonly requests: number;
  /** Milliseconds of each answer; from the request's first byte to the answer's last. */
  readonly times: Float64Array;
  readonly seconds: number;
  /** What answers without a fault carried. */
  readonly resources: number;
  readonly errors: number;
  readonly firstError?: string;
  /** Sent away by a busy server, where the request says that it may. */
  readonly refused: number;
  /** Entries of the answers that were parsed, and how many these are. */
  readonly entries: number;
  readonly parsed: number;
  /** Resources that the server says it has made, and deleted. */
  readonly created: number;
  readonly deleted: number;
  /** Processor time of the generator, in microseconds; signing beforehand is not in it. */
  readonly processor: number;
}
