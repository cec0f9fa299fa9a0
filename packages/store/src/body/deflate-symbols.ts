/*
 * The symbols of deflate (https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5): 0 to 255 are bytes, 256 is the end,
 * 257 to 285 are the lengths of matches; their distances are 30 symbols of their own. Each is followed by some bits.
 */

export const endOfBlock = 256;
export const firstLength = 257;
export const literalSymbols = 286;
export const distanceSymbols = 30;

/** The least length of symbols 257 to 285, and how many bits follow. */
export const lengthBase = Uint16Array.from([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
]);
export const lengthExtra = Uint8Array.from([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
/** The least distance of each symbol, and how many bits follow. */
export const distanceBase = Uint16Array.from([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
]);
export const distanceExtra = Uint8Array.from([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);

export const longestMatch = 258;

/** By a length of 3 to 258: its symbol less 257. */
export const lengthIndex = new Uint8Array(longestMatch + 1);
lengthBase.forEach((base, index) => {
  lengthIndex.fill(index, base);
});

/** The symbol of a distance of 1 to 32,768. */
export function distanceSymbol(distance: number): number {
  if (distance <= 4) return distance - 1;
  // Two symbols for each power of two, told apart by the bit below the highest.
  const power = 30 - Math.clz32(distance - 1);
  return 2 * power + 2 + (((distance - 1) >>> power) & 1);
}
