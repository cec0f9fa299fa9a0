/** A moment as AWS JSON 1.0 sends it: seconds since 1970, milliseconds as fraction. */
export function epochSeconds(moment: Date): number {
  return moment.getTime() / 1000;
}

/** The moment that epoch seconds name, exact to the millisecond. */
export function momentOf(seconds: number): Date {
  return new Date(Math.round(seconds * 1000));
}
