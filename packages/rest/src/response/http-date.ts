const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The days that were asked for last: resources were changed on few. */
const mostDays = 1_000;
const days = new Map<string, string>();

/**
 * An instant as HTTP has it (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7), to the second.
 *
 * @param text as `meta.lastUpdated` has it; every other form that Date reads is taken, too
 * @example httpDate('2024-01-31T10:11:12.345Z') // Wed, 31 Jan 2024 10:11:12 GMT
 */
export function httpDate(text: string): string {
  if (!instant.test(text)) return new Date(text).toUTCString();
  const day = text.slice(0, 10);
  let named = days.get(day);
  if (named === undefined) {
    const midnight = new Date(`${day}T00:00:00Z`).toUTCString();
    if (midnight.length !== '---, 00 --- 0000 00:00:00 GMT'.length) return new Date(text).toUTCString();
    if (days.size >= mostDays) days.clear();
    days.set(day, (named = midnight.slice(0, 17)));
  }
  return `${named}${text.slice(11, 19)} GMT`;
}
