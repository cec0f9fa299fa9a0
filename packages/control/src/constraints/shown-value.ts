/** Characters of a value that a message repeats. */
const SHOWN = 128;

/** A value as a message may show it, in quotes: long values are trimmed, sensitive ones masked. */
export function shownValue(value: unknown, sensitive: boolean): string {
  if (value === null || value === undefined) return 'null';
  if (sensitive) return `'*** Sensitive Data Redacted ***'`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // Cut before splitting into characters, so that a long value costs no more than a short one.
  const characters = Array.from(text.slice(0, 2 * SHOWN));
  return characters.length <= SHOWN && text.length <= 2 * SHOWN
    ? `'${text}'`
    : `'${characters.slice(0, SHOWN).join('')}…'`;
}
