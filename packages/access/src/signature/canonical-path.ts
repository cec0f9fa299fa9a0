import { decodeBytes, encodeBytes } from './uri-encoding.js';

/**
 * How a service wants the path of the canonical request: `once` is S3's way (the key as it is,
 * encoded once), `normalised` everyone else's (dot segments and double slashes resolved, and what was
 * sent, escapes included, encoded again).
 */
export type PathRule = 'once' | 'normalised';

/** A path that its canonical form is: segments of unreserved characters, none of them all dots or empty. */
const plain = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/;

/** The path of the canonical request, from the path as sent. */
export function canonicalPath(path: string, rule: PathRule): string {
  switch (rule) {
    case 'once':
      return encodeBytes(decodeBytes(path), '/') || '/';
    case 'normalised':
      if (plain.test(path)) return path;
      return encodeBytes(Buffer.from(normalise(path), 'utf8'), '/');
    default:
      return rule satisfies never;
  }
}

/** RFC 3986 5.2.4 without empty segments; a trailing slash stays. */
function normalise(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const trailing = kept.length > 0 && /\/\.{0,2}$/.test(path) ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}
