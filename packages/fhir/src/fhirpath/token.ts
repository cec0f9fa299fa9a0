import { ExpressionError } from './expression.js';

/** A lexical element of an expression; `at` is its position in the text. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

const lexical =
  /\s*(?:(?<name>\$this\b|[A-Za-z_]\w*|`[^`]+`)|(?<string>'(?:[^'\\]|\\.)*')|(?<number>\d+(?:\.\d+)?)|(?<symbol>!=|[.,()[\]|=%]))/y;

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['f', '\f'],
]);

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, character: string) => escapes.get(character) ?? character);
}

/**
 * Takes an expression apart, an `end` token last.
 * @throws ExpressionError at a character that belongs to no token.
 */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  lexical.lastIndex = 0;
  while (lexical.lastIndex < end) {
    const at = lexical.lastIndex;
    const groups = lexical.exec(text)?.groups;
    if (groups === undefined) throw new ExpressionError(`cannot read "${text}" from character ${at} on`);
    const { name, string, number, symbol } = groups;
    if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('`', ''), at });
    else if (string !== undefined) tokens.push({ kind: 'string', text: unquote(string), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else tokens.push({ kind: 'symbol', text: symbol!, at });
  }
  tokens.push({ kind: 'end', text: '', at: end });
  return tokens;
}
