/**
 * The header block of the canonical request: the signed headers in order, values trimmed, runs of
 * white space made one space, a header sent more than once joined by `,` in order of arrival.
 *
 * @param rawHeaders names and values by turns, as they arrived
 * @param signed lower-case names, in the order the signature lists them
 */
export function canonicalHeaders(rawHeaders: readonly string[], signed: readonly string[]): string {
  const wanted = new Map<string, string[]>(signed.map((name) => [name, []]));
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    wanted.get(rawHeaders[at]!.toLowerCase())?.push(collapse(rawHeaders[at + 1]!));
  return signed.map((name) => `${name}:${wanted.get(name)!.join(',')}\n`).join('');
}

function collapse(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}
