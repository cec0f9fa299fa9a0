/** What each prefix of UCUM multiplies by (https://ucum.org/ucum, tables 1 and 2): a power of ten or of two. */
const metricPrefixes = new Map<string, { readonly base: 2 | 10; readonly exponent: number }>([
  ['Y', { base: 10, exponent: 24 }],
  ['Z', { base: 10, exponent: 21 }],
  ['E', { base: 10, exponent: 18 }],
  ['P', { base: 10, exponent: 15 }],
  ['T', { base: 10, exponent: 12 }],
  ['G', { base: 10, exponent: 9 }],
  ['M', { base: 10, exponent: 6 }],
  ['k', { base: 10, exponent: 3 }],
  ['h', { base: 10, exponent: 2 }],
  ['da', { base: 10, exponent: 1 }],
  ['d', { base: 10, exponent: -1 }],
  ['c', { base: 10, exponent: -2 }],
  ['m', { base: 10, exponent: -3 }],
  ['u', { base: 10, exponent: -6 }],
  ['n', { base: 10, exponent: -9 }],
  ['p', { base: 10, exponent: -12 }],
  ['f', { base: 10, exponent: -15 }],
  ['a', { base: 10, exponent: -18 }],
  ['z', { base: 10, exponent: -21 }],
  ['y', { base: 10, exponent: -24 }],
  ['Ki', { base: 2, exponent: 10 }],
  ['Mi', { base: 2, exponent: 20 }],
  ['Gi', { base: 2, exponent: 30 }],
  ['Ti', { base: 2, exponent: 40 }],
]);

/** Splits `mmol` into every prefix and rest it may consist of, whether or not there is such a rest. */
export function prefixSplits(symbol: string): readonly {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly rest: string;
}[] {
  return [1, 2].flatMap((length) => {
    const prefix = metricPrefixes.get(symbol.slice(0, length));
    return prefix === undefined || symbol.length <= length ? [] : [{ ...prefix, rest: symbol.slice(length) }];
  });
}
