import { ExpressionError } from './expression.js';

/** A lexical element of an expression; `at` is its position in the text. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'moment' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

/** White space and comments, which go before a token and after the last. */
const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const lexical =
  /(?<name>\$(?:this|index|total)\b|[A-Za-z_]\w*|`[^`]+`)|(?<string>'(?:[^'\\]|\\.)*')|(?<moment>@[-+:.\dTZ]+)|(?<number>\d+(?:\.\d+)?)|(?<symbol>!=|!~|<=|>=|[.,()[\]{}|=%~<>&+*/-])/y;

const unicodeEscape = /^u[0-9a-fA-F]{4}$/;

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['f', '\f'],
]);

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, escape: string) =>
      unicodeEscape.test(escape)
        ? String.fromCharCode(parseInt(escape.slice(1), 16))
        : (escapes.get(escape) ?? escape),
    );
}

/**
 * Takes an expression apart, an `end` token last.
 * @throws ExpressionError at a character that belongs to no token.
 */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const skipBlank = (from: number): number => {
    blank.lastIndex = from;
    return from + (blank.exec(text)?.[0].length ?? 0);
  };
  let at = skipBlank(0);
  while (at < text.length) {
    lexical.lastIndex = at;
    const groups = lexical.exec(text)?.groups;
    if (groups === undefined) throw new ExpressionError(`cannot read "${text}" from character ${at} on`);
    const { name, string, number, moment, symbol } = groups;
    if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('`', ''), at });
    else if (string !== undefined) tokens.push({ kind: 'string', text: unquote(string), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (moment !== undefined) tokens.push({ kind: 'moment', text: moment.slice(1), at });
    else tokens.push({ kind: 'symbol', text: symbol!, at });
    at = skipBlank(lexical.lastIndex);
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}
