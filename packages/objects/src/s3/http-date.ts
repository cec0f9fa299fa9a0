/** A time as HTTP headers write it (RFC 9110, 5.6.7). */
export function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/** A header's date in milliseconds; undefined where it is none: such a condition is not looked at. */
export function parseHttpDate(text: string | undefined): number | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
