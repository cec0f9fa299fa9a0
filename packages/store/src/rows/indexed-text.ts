/** Longest text of a string that is indexed, in UTF-16 units: an entry of a B-tree is bounded. */
export const INDEXED_TEXT = 256;

/** The part of a string that is indexed. PostgreSQL's text holds no NUL, so neither does this. */
export function indexedText(value: string): string {
  let text = value;
  if (text.length > INDEXED_TEXT) {
    // Half a surrogate pair has no UTF-8.
    const last = text.charCodeAt(INDEXED_TEXT - 1);
    text = text.slice(0, last >= 0xd800 && last <= 0xdbff ? INDEXED_TEXT - 1 : INDEXED_TEXT);
  }
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
