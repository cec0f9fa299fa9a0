/**
 * The days of a month, 1 to 12, in the proleptic Gregorian calendar, which FHIR's dates are in
 * (https://hl7.org/fhir/R4/datatypes.html#dateTime).
 */
export function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
