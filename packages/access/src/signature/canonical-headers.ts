import type { SignedHeaders } from './signed-headers.js';

/**
 * The header block of the canonical request: the signed headers in order, values trimmed, runs of
 * white space made one space, a header sent more than once joined by `,` in order of arrival.
 *
 * @param rawHeaders names and values by turns, as they arrived
 */
export function canonicalHeaders(
  rawHeaders: readonly string[],
  { names, places }: Pick<SignedHeaders, 'names' | 'places'>,
): string {
  // By a map of places: both lists are as long as a client likes.
  const values = new Array<string | undefined>(names.length).fill(undefined);
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const place = places.get(rawHeaders[at]!.toLowerCase());
    if (place === undefined) continue;
    const value = collapse(rawHeaders[at + 1]!);
    const before = values[place];
    values[place] = before === undefined ? value : `${before},${value}`;
  }
  let block = '';
  for (const name of names) block += `${name}:${values[places.get(name)!] ?? ''}\n`;
  return block;
}

const toCollapse = /\s\s|[^\S ]/;

function collapse(value: string): string {
  const trimmed = value.trim();
  return toCollapse.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
}
