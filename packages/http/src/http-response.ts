import type { Readable } from 'node:stream';

/** One HTTP response as the rooms make it. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Values of `Set-Cookie`, the one header that cannot be joined into one. */
  readonly cookies?: readonly string[];
  /** Absent: no body. A stream is piped with back-pressure and destroyed when the client goes away. */
  readonly body?: string | Buffer | Readable;
}
