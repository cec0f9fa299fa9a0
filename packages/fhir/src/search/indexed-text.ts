/** Longest part of a string that it is found and sorted by, in UTF-16 units: an entry of a B-tree is bounded. */
export const maxIndexedText = 256;

/**
 * The part of a normalised string that it is found and sorted by: its first 256 UTF-16 units, no half of a
 * surrogate pair at the end, which has no UTF-8, and no NUL, which a text of PostgreSQL does not hold.
 */
export function indexedText(value: string): string {
  let text = value;
  if (text.length > maxIndexedText) {
    const last = text.charCodeAt(maxIndexedText - 1);
    text = text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxIndexedText - 1 : maxIndexedText);
  }
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
