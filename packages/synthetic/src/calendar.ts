/** A day, counted from 1970-01-01. */
export type Day = number;

const msPerDay = 86_400_000;

/** The day on which the records end. A fixed one, so that the same seed makes the same bytes. */
export const lastDay: Day = Date.UTC(2025, 5, 30) / msPerDay;

/** `2025-06-30` */
export function dateOf(day: Day): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** `2025-06-30T09:15:00Z`, `minute` counted from midnight. */
export function instantOf(day: Day, minute: number): string {
  return `${new Date(day * msPerDay + minute * 60_000).toISOString().slice(0, 19)}Z`;
}

/** Whole and broken years between two days. */
export function yearsBetween(from: Day, to: Day): number {
  return (to - from) / 365.25;
}

/** Moves a day that falls on a weekend to the Monday after, since practices are closed then. */
export function workday(day: Day): Day {
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7;
  if (weekday === 6) return day + 2;
  return weekday === 0 ? day + 1 : day;
}

/** The first of the month of a day: `2025-06-01`. */
export function firstOf(day: Day): string {
  return `${dateOf(day).slice(0, 7)}-01`;
}
