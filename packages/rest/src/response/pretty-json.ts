const quote = 0x22;
const backslash = 0x5c;

/**
 * Indents compact JSON by two spaces. It works on the tokens as they stand: to parse and write anew
 * would lose digits of decimals.
 */
export function prettyJson(compact: Buffer): string {
  let text = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < compact.length;) {
    const end = tokenEnd(compact, at);
    const token = compact.toString('utf8', at, end);
    at = end;
    switch (token) {
      case '{':
      case '[':
        if (compact[at] === 0x7d || compact[at] === 0x5d) {
          text += token + String.fromCharCode(compact[at++]!);
        } else {
          depth++;
          text += token + line();
        }
        break;
      case '}':
      case ']':
        depth--;
        text += line() + token;
        break;
      case ',':
        text += token + line();
        break;
      case ':':
        text += ': ';
        break;
      default:
        text += token;
    }
  }
  return `${text}\n`;
}

/** The end of the token that begins at `at`: a string, a mark, or a run of other characters. */
function tokenEnd(json: Buffer, at: number): number {
  if (json[at] === quote) {
    let end = at + 1;
    while (json[end] !== quote) end += json[end] === backslash ? 2 : 1;
    return end + 1;
  }
  let end = at;
  while (end < json.length && !isMark(json[end]!)) end++;
  return Math.max(end, at + 1);
}

function isMark(byte: number): boolean {
  return byte === quote || '{}[],:'.includes(String.fromCharCode(byte));
}
