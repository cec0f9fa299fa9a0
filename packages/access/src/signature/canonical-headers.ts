/**
 * The header block of the canonical request: the signed headers in order, values trimmed, runs of
 * white space made one space, a header sent more than once joined by `,` in order of arrival.
 *
 * @param rawHeaders names and values by turns, as they arrived
 * @param signed lower-case names, in the order the signature lists them
 */
export function canonicalHeaders(rawHeaders: readonly string[], signed: readonly string[]): string {
  // A set and a map: both lists are as long as a client likes.
  const wanted = new Set(signed);
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (!wanted.has(name)) continue;
    const value = collapse(rawHeaders[at + 1]!);
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  let block = '';
  for (const name of signed) block += `${name}:${values.get(name) ?? ''}\n`;
  return block;
}

const toCollapse = /\s\s|[^\S ]/;

function collapse(value: string): string {
  const trimmed = value.trim();
  return toCollapse.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
}
