import type { Readable } from 'node:stream';
import type { RequestLoad } from './request-load.js';

/**
 * One HTTP request as the rooms see it, free of any framework. The path and query are the bytes the
 * client sent: signatures and S3 keys depend on them, so nothing is decoded or normalised here.
 */
export interface HttpRequest {
  readonly method: string;
  /** The path as sent, percent-encoding and all, without the query: `/datastore/0a.../r4/Patient`. */
  readonly path: string;
  /** The query as sent, without its question mark; empty where there is none. */
  readonly query: string;
  /** Header values by lower-case name; a header sent more than once is joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Names and values by turns, in the order and the case they arrived in. */
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
  /**
   * The body in memory, checked like the stream, for less than a stream costs; in place of `body`, once, and only by
   * `readBody`. Absent: there is the stream alone.
   *
   * @returns undefined where it is more than `limit` bytes
   */
  readonly whole?: ((limit: number) => Promise<Buffer | undefined>) | undefined;
  /** Aborted when the client goes away or the server gives the request up. */
  readonly signal: AbortSignal;
  /** A UUID, returned to the client and kept in the log. */
  readonly requestId: string;
  /** What it takes of what all requests share; absent: nobody counts. */
  readonly load?: RequestLoad | undefined;
}
