const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const letterU = 0x75;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * What one pass over the bytes of a JSON object sees. It knows the tokens, not the grammar: only
 * once `JSON.parse` has taken the same bytes do the figures mean anything.
 */
export interface JsonOutline {
  /** Levels of objects and arrays inside each other; counting ends at the limit + 1. */
  readonly depth: number;
  /** Members of all objects, at every level. */
  readonly members: number;
  readonly hasWhiteSpace: boolean;
  readonly hasLoneSurrogate: boolean;
  /**
   * The outermost object's members as triples of offsets: where the key begins, where its colon
   * is, where the value ends. Right only for text without white space.
   */
  readonly places: readonly number[];
}

/** Whether the escape at `at` is half a surrogate pair; `pair` tells a whole one. */
function surrogateAt(bytes: Buffer, at: number): 'none' | 'lone' | 'pair' {
  // \ud800-\udbff begin a pair, \udc00-\udfff end one.
  if ((bytes[at + 2]! | 0x20) !== 0x64) return 'none';
  const second = bytes[at + 3]! | 0x20;
  const isHigh = second === 0x38 || second === 0x39 || second === 0x61 || second === 0x62;
  const isLow = second >= 0x63 && second <= 0x66;
  if (!isHigh) return isLow ? 'lone' : 'none';
  const next = bytes[at + 9]! | 0x20;
  return bytes[at + 6] === backslash &&
    bytes[at + 7] === letterU &&
    (bytes[at + 8]! | 0x20) === 0x64 &&
    next >= 0x63 &&
    next <= 0x66
    ? 'pair'
    : 'lone';
}

/**
 * Outlines the JSON object in `bytes[start, end)`. Never throws, whatever the bytes are, and goes
 * no deeper than the limit, so it can stand before `JSON.parse`, whose recursion it protects.
 */
export function outlineJson(bytes: Buffer, maxDepth: number, start = 0, end = bytes.length): JsonOutline {
  const places: number[] = [];
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let hasWhiteSpace = false;
  let hasLoneSurrogate = false;
  let keyStart = start;
  let colonAt = start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === quote) {
      for (at++; at < end; at++) {
        const inside = bytes[at]!;
        if (inside === quote) break;
        if (inside === backslash) {
          if (bytes[at + 1] === letterU) {
            const surrogate = surrogateAt(bytes, at);
            if (surrogate === 'lone') hasLoneSurrogate = true;
            if (surrogate === 'pair') at += 6;
          }
          at++;
        }
      }
    } else if (byte === colon) {
      members++;
      if (depth === 1) colonAt = at;
    } else if (byte === comma) {
      if (depth === 1) {
        places.push(keyStart, colonAt, at);
        keyStart = at + 1;
      }
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > deepest) {
        deepest = depth;
        if (depth > maxDepth) break;
      }
      if (depth === 1) keyStart = at + 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 1 && at > keyStart) places.push(keyStart, colonAt, at);
      depth--;
    } else if (byte <= 0x20) {
      hasWhiteSpace = true;
    }
  }
  return { depth: deepest, members, hasWhiteSpace, hasLoneSurrogate, places };
}
