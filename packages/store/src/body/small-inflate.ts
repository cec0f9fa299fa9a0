import type { DeflateCodes, SymbolCodes } from './body-codes.js';
import {
  distanceBase,
  distanceExtra,
  distanceSymbols,
  endOfBlock,
  firstLength,
  lengthBase,
  lengthExtra,
  literalSymbols,
} from './deflate-symbols.js';

/**
 * Inflates the raw deflate that begins at `start`; undefined where it is damaged, cut off, larger than this
 * routine takes or has other codes: then it is for zlib. What it gives is overwritten by the next call.
 */
export type SmallInflate = (deflated: Uint8Array, start: number) => Buffer | undefined;

/** By the next so many bits: the symbol * 16 + the length of its code. */
function symbolTable({ codes, lengths }: SymbolCodes, most: number): Uint16Array {
  const bits = Math.max(...lengths);
  // The routine below has 24 bits at hand: 12 for a symbol, 5 after it, 7 for a distance.
  if (bits > most) throw new RangeError(`A code of ${bits} bits is longer than ${most}`);
  const table = new Uint16Array(1 << bits);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    for (let at = codes[symbol]!; at < table.length; at += 1 << length) table[at] = symbol * 16 + length;
  });
  return table;
}

/**
 * Inflate for small bodies, of which a page of a search has twenty. zlib sets up 50 KB outside the heap for each
 * call, which takes longer than the inflating does, and has everything garbage collected far more often. For the
 * Observations of Synthea, 840 bytes each, this takes 3 microseconds; zlib takes 7, and 10 where each text has codes
 * of its own.
 *
 * @param dictionary what the texts were deflated with
 * @param largest the most bytes that a text may inflate to here
 * @param codes with which each block begins: those that are fixed, which any block may have, or frozen ones, whose
 *   header is not there and whose block is the only one
 */
export function createSmallInflate(
  dictionary: Uint8Array,
  largest: number,
  codes: DeflateCodes,
): SmallInflate {
  // Behind the dictionary, so that a distance that reaches back into it needs no care.
  const first = dictionary.length;
  const output = Buffer.alloc(first + largest);
  output.set(dictionary);
  const symbols = symbolTable(codes.literals, 12);
  const symbolMask = symbols.length - 1;
  const distances = symbolTable(codes.distances, 7);
  const distanceMask = distances.length - 1;
  const hasHeader = codes.header.length === 0;

  return (deflated, start) => {
    let position = start;
    /** Bits that were read and not used yet, the next one lowest, and how many. */
    let bits = 0;
    let held = 0;
    let end = first;
    for (let final = false; !final;) {
      // A text that is cut off before its last block would go on with blocks of zeros for ever.
      if (position - (held >>> 3) > deflated.length) return undefined;
      // 24 bits at least. Behind the end they are zeros; that they were used is seen below.
      while (held < 24) {
        bits |= (position < deflated.length ? deflated[position]! : 0) << held;
        position += 1;
        held += 8;
      }
      if (hasHeader) {
        if (((bits >>> 1) & 3) !== 1) return undefined;
        final = (bits & 1) === 1;
      } else {
        if ((bits & ((1 << codes.start.length) - 1)) !== codes.start.bits) return undefined;
        final = true;
      }
      bits >>>= codes.start.length;
      held -= codes.start.length;
      for (;;) {
        while (held < 24) {
          bits |= (position < deflated.length ? deflated[position]! : 0) << held;
          position += 1;
          held += 8;
        }
        let found = symbols[bits & symbolMask]!;
        if (found < endOfBlock * 16) {
          if (end === output.length) return undefined;
          bits >>>= found & 15;
          held -= found & 15;
          output[end] = found >>> 4;
          end += 1;
          // A byte is mostly followed by another, for whose code there are bits enough.
          found = symbols[bits & symbolMask]!;
          if (found < endOfBlock * 16) {
            if (end === output.length) return undefined;
            bits >>>= found & 15;
            held -= found & 15;
            output[end] = found >>> 4;
            end += 1;
          }
          continue;
        }
        bits >>>= found & 15;
        held -= found & 15;
        const symbol = found >>> 4;
        if (symbol === endOfBlock) break;
        if (symbol >= literalSymbols) return undefined;
        const lengthBits = lengthExtra[symbol - firstLength]!;
        const length = lengthBase[symbol - firstLength]! + (bits & ((1 << lengthBits) - 1));
        bits >>>= lengthBits;
        held -= lengthBits;
        const foundDistance = distances[bits & distanceMask]!;
        bits >>>= foundDistance & 15;
        held -= foundDistance & 15;
        const number = foundDistance >>> 4;
        if (number >= distanceSymbols) return undefined;
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
    }
    if (position - (held >>> 3) > deflated.length) return undefined;
    return output.subarray(first, end);
  };
}
