import type { Expectation } from './check-answer.js';

/** Whom the load goes to; sent once, first. */
export interface Target {
  readonly endpoint: string;
  /** The address of the data store's data plane, with a slash at the end. */
  readonly base: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  /** Requests under way at any time, each on a kept connection. */
  readonly concurrency: number;
}

/** What the generator is told; it answers each order, one after the other. */
export type LoadOrder =
  | { readonly kind: 'target'; readonly target: Target }
  /** One search, to see whether the server does it. */
  | { readonly kind: 'probe'; readonly search: string }
  /** Follows `next` up to a page, and gives the searches of it and of those behind it. */
  | { readonly kind: 'walk'; readonly search: string; readonly page: number; readonly further: number }
  /** Sends the searches as fast as they are answered, until `seconds` are over. */
  | {
      readonly kind: 'load';
      readonly searches: readonly string[];
      readonly expectation: Expectation;
      /** Every so many answers one is checked in full; 1 is all. */
      readonly checkEvery: number;
      readonly seconds: number;
    };

export type LoadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'probed'; readonly refusal?: string }
  | { readonly kind: 'walked'; readonly page: number; readonly searches: readonly string[] }
  | { readonly kind: 'loaded'; readonly load: LoadFigures }
  | { readonly kind: 'failed'; readonly message: string };

/** Of the answers to one order. */
export interface LoadFigures {
  readonly requests: number;
  /** Milliseconds; from the request's first byte to the answer's last. */
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  /** Matches on a page, the mean over those that were checked in full. */
  readonly hits: number;
  readonly errors: number;
  readonly firstError?: string;
  /** Processor time of the generator, in microseconds a request; signing is not in it. */
  readonly generatorMicroseconds: number;
}
