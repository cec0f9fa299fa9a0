import { WellspringError } from '@wellspring/errors';

/** A parameter of a query or form, decoded. */
export type QueryPair = readonly [name: string, value: string];

/** More parameters than any search needs; each of them costs a condition. */
const mostPairs = 1000;

/**
 * The parameters of a query or an `application/x-www-form-urlencoded` body, decoded, in order.
 *
 * @throws WellspringError `malformed-address` for a broken escape, or too many parameters
 */
export function queryPairs(text: string): readonly QueryPair[] {
  if (text === '') return [];
  const parts = text.split('&').filter((part) => part !== '');
  if (parts.length > mostPairs)
    throw new WellspringError('malformed-address', `A query has at most ${mostPairs} parameters`);
  return parts.map((part) => {
    const equals = part.indexOf('=');
    return equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
  });
}

/** The query of a link. `:` `,` `/` `$` stay readable, as RFC 3986 lets them. */
export function queryText(pairs: readonly QueryPair[]): string {
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    throw new WellspringError(
      'malformed-address',
      'The query has a percent sign that begins no UTF-8 escape',
      {
        cause: error,
      },
    );
  }
}

/** Texts that stand in a query as they are. */
const plain = /^[\w.~:,/$!'()*-]*$/;

function encode(text: string): string {
  if (plain.test(text)) return text;
  return encodeURIComponent(text).replace(/%(?:3A|2C|2F|24)/g, decodeURIComponent);
}
