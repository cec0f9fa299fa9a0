import { distanceExtra, distanceSymbol, lengthExtra, lengthIndex, longestMatch } from './deflate-symbols.js';

/** A text as bytes and references to bytes before them. */
export interface Matches {
  /** A byte, or `length << 16 | distance`. Valid until the next text. */
  readonly steps: Int32Array;
  readonly count: number;
}

/** Finds what of a text stands in it before, or in the dictionary; undefined where it is too long. */
export type FindMatches = (text: Uint8Array) => Matches | undefined;

/** Candidates that are looked at for each place: in the text, in the dictionary. */
const CANDIDATES_BEFORE = 16;
const CANDIDATES_IN_DICTIONARY = 24;
/** A match so long is taken at once. */
const LONG_ENOUGH = 64;
/** What a byte of its own costs, in bits, and the codes of a match before the bits that follow them. */
const LITERAL_BITS = 7;
const MATCH_BITS = 11;

const HASH_BITS = 14;
const HASH_SHIFT = 32 - HASH_BITS;

/** What a match saves, by its length: less what its distance costs. */
const lengthGain = Int16Array.from({ length: longestMatch + 1 }, (_, length) =>
  length < 3 ? 0 : length * LITERAL_BITS - lengthExtra[lengthIndex[length]!]! - MATCH_BITS,
);

/**
 * The first half of deflate for many small texts. zlib puts the whole dictionary into its tables for each of them,
 * which takes longer than all the rest; here they are made once.
 *
 * @param largest the longest text
 */
export function createFindMatches(dictionary: Uint8Array, largest: number): FindMatches {
  const first = dictionary.length;
  const bytes = new Uint8Array(first + largest);
  bytes.set(dictionary);
  const hashAt = (at: number): number =>
    Math.imul(
      bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24),
      0x9e3779b1,
    ) >>> HASH_SHIFT;

  // Places by the hash of the four bytes there, the newest first, less 1; 0 is the end.
  const dictionaryHeads = new Uint16Array(1 << HASH_BITS);
  const dictionaryNext = new Uint16Array(first);
  for (let at = 0; at + 4 <= first; at += 1) {
    const hash = hashAt(at);
    dictionaryNext[at] = dictionaryHeads[hash]!;
    dictionaryHeads[hash] = at + 1;
  }
  // Of the text likewise, but counted on from text to text: what lies before `epoch` is of one before.
  const heads = new Int32Array(1 << HASH_BITS).fill(-1);
  const next = new Int32Array(first + largest);
  let epoch = 0;
  const steps = new Int32Array(largest);

  let bestGain = 0;
  let bestLength = 0;
  let bestDistance = 0;

  /** Whether a place is worth more than the best so far. */
  const weigh = (candidate: number, at: number, most: number): void => {
    // It must be longer than the best, so look at that byte first.
    if (bytes[candidate + bestLength] !== bytes[at + bestLength] || bytes[candidate] !== bytes[at]) return;
    let length = 0;
    while (length < most && bytes[candidate + length] === bytes[at + length]) length += 1;
    if (length <= bestLength || length < 4) return;
    const distance = at - candidate;
    const gain = lengthGain[length]! - distanceExtra[distanceSymbol(distance)]!;
    if (gain <= bestGain) return;
    bestGain = gain;
    bestLength = length;
    bestDistance = distance;
  };

  const note = (at: number, hash: number): void => {
    next[at] = heads[hash]!;
    heads[hash] = epoch + at;
  };

  /** Sets the best match of a place, and lets later ones refer to it. */
  const look = (at: number, end: number): void => {
    bestGain = 0;
    bestLength = 0;
    const most = Math.min(longestMatch, end - at);
    if (most < 4) return;
    const hash = hashAt(at);
    let candidate = heads[hash]! - epoch;
    for (let left = CANDIDATES_BEFORE; candidate >= first && left > 0; left -= 1) {
      weigh(candidate, at, most);
      if (bestLength >= LONG_ENOUGH || bestLength === most) break;
      candidate = next[candidate]! - epoch;
    }
    if (bestLength < LONG_ENOUGH && bestLength < most) {
      let place = dictionaryHeads[hash]!;
      for (let left = CANDIDATES_IN_DICTIONARY; place !== 0 && left > 0; left -= 1) {
        weigh(place - 1, at, most);
        if (bestLength >= LONG_ENOUGH || bestLength === most) break;
        place = dictionaryNext[place - 1]!;
      }
    }
    note(at, hash);
  };

  return (text) => {
    if (text.length > largest) return undefined;
    bytes.set(text, first);
    const end = first + text.length;
    let count = 0;
    let at = first;
    if (at < end) look(at, end);
    while (at < end) {
      const gain = bestGain;
      const length = bestLength;
      const distance = bestDistance;
      let noted = at + 1;
      if (length > 0 && length < LONG_ENOUGH && at + 1 < end) {
        // A byte of its own, where the next place has a match that is worth it.
        look(at + 1, end);
        noted += 1;
        if (bestGain > gain + LITERAL_BITS - 2) {
          steps[count] = bytes[at]!;
          count += 1;
          at += 1;
          continue;
        }
      }
      if (length === 0) {
        steps[count] = bytes[at]!;
        at += 1;
      } else {
        steps[count] = (length << 16) | distance;
        at += length;
        for (const last = Math.min(at, end - 3); noted < last; noted += 1) note(noted, hashAt(noted));
      }
      count += 1;
      if (at < end) look(at, end);
    }
    epoch += bytes.length;
    if (epoch > 0x3fff_ffff) {
      heads.fill(-1);
      epoch = 0;
    }
    return { steps, count };
  };
}
