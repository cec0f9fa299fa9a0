const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Well-formed JSON without white space between its tokens, as a string with one character for each
 * byte of its UTF-8 (`latin1`): offsets and lengths are those of the bytes. Strings are faster to
 * search and to take apart than Buffers.
 */
export type JsonText = string;

/** The offset after the string that begins at `at`. */
export function endOfString(text: JsonText, at: number): number {
  for (let end = text.indexOf('"', at + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before--;
    // An even number of backslashes are escaped themselves.
    if ((end - before) % 2 === 0) return end + 1;
  }
}

/** The offset after the value that begins at `at`. */
export function endOfValue(text: JsonText, at: number): number {
  const first = text.charCodeAt(at);
  if (first === quote) return endOfString(text, at);
  if (first !== openBrace && first !== openBracket) {
    for (let end = at + 1; ; end++) {
      const next = text.charCodeAt(end);
      if (next === comma || next === closeBrace || next === closeBracket) return end;
    }
  }
  let depth = 1;
  for (let end = at + 1; ; end++) {
    const next = text.charCodeAt(end);
    if (next === quote) end = endOfString(text, end) - 1;
    else if (next === openBrace || next === openBracket) depth++;
    else if ((next === closeBrace || next === closeBracket) && --depth === 0) return end + 1;
  }
}

/** The name in the key between these offsets, quotes included. */
export function keyBetween(text: JsonText, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1);
  // Names in FHIR are ASCII; what other keys are called here makes no difference.
  return key.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : key;
}
