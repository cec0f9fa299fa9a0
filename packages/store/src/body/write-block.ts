import {
  distanceBase,
  distanceExtra,
  distanceSymbol,
  endOfBlock,
  firstLength,
  lengthBase,
  lengthExtra,
  lengthIndex,
} from './deflate-symbols.js';
import type { DeflateCodes } from './body-codes.js';
import type { Matches } from './find-matches.js';

/**
 * Writes the second half of deflate: a text as the codes of one block, without what {@link DeflateCodes.header} says.
 *
 * @param output large enough for two bytes a step and some more
 * @param from where in it the block begins
 * @returns where it ends
 */
export function writeBlock(
  { steps, count }: Matches,
  codes: DeflateCodes,
  output: Uint8Array,
  from: number,
): number {
  const { codes: literalCodes, lengths: literalLengths } = codes.literals;
  const { codes: distanceCodes, lengths: distanceLengths } = codes.distances;
  let end = from;
  /** Bits that are not written yet, the first one lowest, and how many: less than eight between steps. */
  let bits = codes.start.bits;
  let held = codes.start.length;
  for (let index = 0; index < count; index += 1) {
    const step = steps[index]!;
    if (step < 256) {
      bits |= literalCodes[step]! << held;
      held += literalLengths[step]!;
    } else {
      const length = step >>> 16;
      const distance = step & 0xffff;
      const ofLength = lengthIndex[length]!;
      bits |= literalCodes[firstLength + ofLength]! << held;
      held += literalLengths[firstLength + ofLength]!;
      // Seven bits, a code of 15 and 5 more are in; the code of a distance may have 15, so there is no room left.
      bits |= (length - lengthBase[ofLength]!) << held;
      held += lengthExtra[ofLength]!;
      for (; held >= 8; held -= 8, bits >>>= 8) output[end++] = bits;
      const symbol = distanceSymbol(distance);
      bits |= distanceCodes[symbol]! << held;
      held += distanceLengths[symbol]!;
      for (; held >= 8; held -= 8, bits >>>= 8) output[end++] = bits;
      bits |= (distance - distanceBase[symbol]!) << held;
      held += distanceExtra[symbol]!;
    }
    for (; held >= 8; held -= 8, bits >>>= 8) output[end++] = bits;
  }
  bits |= literalCodes[endOfBlock]! << held;
  held += literalLengths[endOfBlock]!;
  for (; held > 0; held -= 8, bits >>>= 8) output[end++] = bits;
  return end;
}
