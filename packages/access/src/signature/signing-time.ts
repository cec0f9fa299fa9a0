/** A moment a request says it was signed at. */
export interface SigningTime {
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Reads `YYYYMMDDTHHMMSSZ`; undefined where it is another shape or no real moment. */
export function parseTimestamp(text: string): SigningTime | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
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
