import { decodeBytes, encodeBytes } from './uri-encoding.js';

/**
 * The query of the canonical request, from the query as sent: every name and value decoded and
 * encoded anew, sorted by encoded name, then value. A `+` is a space, as every room here reads it.
 *
 * @param without a parameter to leave out: the signature of a presigned address
 */
export function canonicalQuery(query: string, without?: string): string {
  return sorted(query, without, canonicalText);
}

/** Texts in which nothing is to be done: unreserved characters, and escapes of others in upper case. */
const canonical = /^(?:[\w.~-]|%(?:[01][\dA-F]|2[\dA-CF]|3[A-F]|40|5[B-E]|60|7[B-DF]|[89A-F][\dA-F]))*$/;

function canonicalText(text: string): string {
  return canonical.test(text) ? text : encodeBytes(decodeBytes(text.replaceAll('+', ' ')));
}

/**
 * The query sorted and otherwise as sent. Some clients (botocore among them) sign what stands in the
 * address, which differs where they left characters such as `:` or `|` bare, as FHIR searches have
 * them. The text stands for exactly the bytes that came, so taking it opens no door.
 */
export function verbatimQuery(query: string, without?: string): string {
  return sorted(query, without, (text) => text);
}

function sorted(query: string, without: string | undefined, encode: (text: string) => string): string {
  if (query === '') return '';
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? ([encode(pair), ''] as const)
        : ([encode(pair.slice(0, equals)), encode(pair.slice(equals + 1))] as const);
    })
    .filter(([name]) => name !== without)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
