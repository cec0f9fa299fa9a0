import { remembered } from '@wellspring/http';

/** A moment a request says it was signed at. */
export interface SigningTime {
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Reads `YYYYMMDDTHHMMSSZ`; undefined where it is another shape or no real moment. */
export const parseTimestamp: (text: string) => SigningTime | undefined = remembered(readTimestamp);

function readTimestamp(text: string): SigningTime | undefined {
  if (!/^\d{8}T\d{6}Z$/.test(text)) return undefined;
  const [day, time] = [text.slice(6, 11), `${text.slice(11, 13)}:${text.slice(13)}`];
  const at = Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${day}:${time}`);
  // What is no real moment, the 31st of June or the hour 24, comes back as another one.
  return Number.isNaN(at) || formatTimestamp(at) !== text ? undefined : { timestamp: text, at };
}

/** Reads an HTTP date (RFC 9110 5.6.7), which a signature may use in place of `x-amz-date`. */
export function parseHttpDate(text: string): SigningTime | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : { timestamp: formatTimestamp(at), at };
}

/** Milliseconds since 1970 as `YYYYMMDDTHHMMSSZ`. */
export function formatTimestamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
