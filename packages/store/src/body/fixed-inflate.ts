/**
 * Inflates the raw deflate that begins at `start`; undefined where it is damaged, cut off, larger than this
 * routine takes or has codes of its own: then it is for zlib.
 */
export type FixedInflate = (deflated: Uint8Array, start: number) => Buffer | undefined;

/** The lengths of symbols 257 to 285, and the distances (https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5). */
const lengthBase = Uint16Array.from([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
]);
const lengthExtra = Uint8Array.from([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const distanceBase = Uint16Array.from([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
]);
const distanceExtra = Uint8Array.from([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);

/** By the next nine bits: the symbol * 16 + the length of its code (3.2.6); no code is longer. */
const symbols = new Uint16Array(512);
for (let symbol = 0; symbol < 288; symbol += 1) {
  const [length, code] =
    symbol < 144
      ? [8, 0b00110000 + symbol]
      : symbol < 256
        ? [9, 0b110010000 + symbol - 144]
        : symbol < 280
          ? [7, symbol - 256]
          : [8, 0b11000000 + symbol - 280];
  for (let at = reversed(code, length); at < symbols.length; at += 1 << length)
    symbols[at] = symbol * 16 + length;
}

/** The codes of distances are their numbers, in five bits. */
const distanceNumbers = Uint8Array.from({ length: 32 }, (_, code) => reversed(code, 5));

/** Codes are sent with their first bit lowest. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result |= ((code >>> bit) & 1) << (length - 1 - bit);
  return result;
}

/**
 * Inflate for small bodies that were deflated with the fixed codes, of which a page of a search has twenty.
 * zlib sets up 50 KB outside the heap for each call, which takes longer than the inflating does, and has
 * everything garbage collected far more often. For the Observations of Synthea, 840 bytes each, this takes
 * 3 microseconds; zlib takes 7, and 10 where each text has codes of its own.
 *
 * @param dictionary what the texts were deflated with
 * @param largest the most bytes that a text may inflate to here
 */
export function createFixedInflate(dictionary: Uint8Array, largest: number): FixedInflate {
  // Behind the dictionary, so that a distance that reaches back into it needs no care.
  const first = dictionary.length;
  const output = new Uint8Array(first + largest);
  output.set(dictionary);

  return (deflated, start) => {
    let position = start;
    /** Bits that were read and not used yet, the next one lowest, and how many. */
    let bits = 0;
    let held = 0;
    let end = first;
    let final = false;
    let inBlock = false;
    while (inBlock || !final) {
      // 24 bits at least. Behind the end they are zeros; that they were used is seen below.
      while (held < 24) {
        bits |= (position < deflated.length ? deflated[position]! : 0) << held;
        position += 1;
        held += 8;
      }
      if (!inBlock) {
        // A text that is cut off before its last block would go on with blocks of zeros for ever.
        if (position - (held >>> 3) > deflated.length || ((bits >>> 1) & 3) !== 1) return undefined;
        final = (bits & 1) === 1;
        bits >>>= 3;
        held -= 3;
        inBlock = true;
        continue;
      }
      const found = symbols[bits & 511]!;
      bits >>>= found & 15;
      held -= found & 15;
      const symbol = found >>> 4;
      if (symbol < 256) {
        if (end === output.length) return undefined;
        output[end] = symbol;
        end += 1;
        continue;
      }
      if (symbol === 256) {
        inBlock = false;
        continue;
      }
      if (symbol > 285) return undefined;
      // 8 + 5 of the 24 bits are for the length, 5 for the number of the distance.
      const lengthBits = lengthExtra[symbol - 257]!;
      const length = lengthBase[symbol - 257]! + (bits & ((1 << lengthBits) - 1));
      bits >>>= lengthBits;
      const number = distanceNumbers[bits & 31]!;
      bits >>>= 5;
      held -= lengthBits + 5;
      if (number > 29) return undefined;
      const distanceBits = distanceExtra[number]!;
      while (held < distanceBits) {
        bits |= (position < deflated.length ? deflated[position]! : 0) << held;
        position += 1;
        held += 8;
      }
      const distance = distanceBase[number]! + (bits & ((1 << distanceBits) - 1));
      bits >>>= distanceBits;
      held -= distanceBits;
      if (distance > end || end + length > output.length) return undefined;
      if (length > 32 && distance >= length) {
        output.copyWithin(end, end - distance, end - distance + length);
        end += length;
      } else {
        for (const last = end + length; end < last; end += 1) output[end] = output[end - distance]!;
      }
    }
    if (position - (held >>> 3) > deflated.length) return undefined;
    return Buffer.from(output.subarray(first, end));
  };
}
