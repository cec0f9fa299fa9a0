/** How a date, number or quantity is to compare (https://hl7.org/fhir/R4/search.html#prefix). */
export const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;

export type Prefix = (typeof prefixes)[number];

/** A value taken apart; without a prefix it is `eq`. An unknown prefix stays with the rest. */
export function splitPrefix(text: string): { readonly prefix: Prefix; readonly rest: string } {
  const prefix = prefixes.find((each) => text.startsWith(each));
  return prefix === undefined ? { prefix: 'eq', rest: text } : { prefix, rest: text.slice(2) };
}
