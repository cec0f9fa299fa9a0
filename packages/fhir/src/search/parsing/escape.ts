import type { OrFault } from './fault.js';

/** The characters with a meaning of their own in search values. */
export type Separator = ',' | '|' | '$';

/**
 * Splits a search value at the separators that are not escaped. The pieces are still escaped.
 * @see https://hl7.org/fhir/R4/search.html#escaping
 */
export function splitEscaped(text: string, separator: Separator): readonly string[] {
  if (!text.includes(separator)) return [text];
  // 20 times as fast, for lists of thousands.
  if (!text.includes('\\')) return text.split(separator);
  const pieces: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '\\') {
      index++;
    } else if (character === separator) {
      pieces.push(text.slice(start, index));
      start = index + 1;
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}

/** Takes the escapes away; a backslash before anything else than `,` `|` `$` `\` is illegal. */
export function unescapeValue(text: string): OrFault<string> {
  if (!text.includes('\\')) return text;
  if (!/^(?:[^\\]|\\[,|$\\])*$/s.test(text)) {
    return { fault: 'has a backslash that escapes none of , | $ and \\' };
  }
  return text.replace(/\\(.)/gs, '$1');
}

/** The value with its special characters escaped, for use in a search. */
export function escapeValue(text: string): string {
  return text.replace(/[,|$\\]/g, '\\$&');
}
