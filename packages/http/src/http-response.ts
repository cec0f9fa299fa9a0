import type { Readable } from 'node:stream';

/** One HTTP response as the rooms make it. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: no body. A stream is piped with back-pressure and destroyed when the client goes away. */
  readonly body?: string | Buffer | Readable;
}
