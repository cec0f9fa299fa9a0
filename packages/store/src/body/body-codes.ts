import { distanceSymbols, literalSymbols } from './deflate-symbols.js';

/** The codes of a block of deflate, as bits are sent: the first one lowest. */
export interface DeflateCodes {
  /** Bits before the first symbol that are no whole byte, and how many: the end of what {@link header} begins. */
  readonly start: { readonly bits: number; readonly length: number };
  /** Whole bytes that come before the block in the format, and are not stored: they are the same for all bodies. */
  readonly header: Buffer;
  readonly literals: SymbolCodes;
  readonly distances: SymbolCodes;
}

/** The code of each symbol, and its length in bits; 0 where there is none. */
export interface SymbolCodes {
  readonly codes: Uint16Array;
  readonly lengths: Uint8Array;
}

/** The codes that RFC 1951 fixes (3.2.6). */
export const fixedCodes: DeflateCodes = {
  // The last block, of type 1.
  start: { bits: 0b011, length: 3 },
  header: Buffer.alloc(0),
  literals: symbolCodes(
    Uint8Array.from({ length: 288 }, (_, symbol) =>
      symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
    ),
  ),
  distances: symbolCodes(new Uint8Array(32).fill(5)),
};

/**
 * Codes of these lengths, one hexadecimal digit a symbol, in a block that is the last one and says them itself: any
 * inflate reads header and block together.
 */
export function ownCodes(literalDigits: string, distanceDigits: string): DeflateCodes {
  const literals = lengthsOf(literalDigits, literalSymbols);
  const distances = lengthsOf(distanceDigits, distanceSymbols);
  const bits: number[] = [];
  const put = (value: number, length: number): void => {
    for (let bit = 0; bit < length; bit += 1) bits.push((value >>> bit) & 1);
  };
  // The last block, of type 2; how many lengths follow: of literals, of distances, of the codes for lengths (3.2.7).
  put(0b101, 3);
  put(literalSymbols - 257, 5);
  put(distanceSymbols - 1, 5);
  put(19 - 4, 4);
  // Lengths 0 to 15 have four bits each, and nothing is repeated. The first three are those for repetition.
  for (let index = 0; index < 19; index += 1) put(index < 3 ? 0 : 4, 3);
  for (const length of [...literals, ...distances]) put(reversed(length, 4), 4);

  const header = Buffer.alloc(bits.length >>> 3);
  for (let bit = 0; bit < header.length * 8; bit += 1) header[bit >>> 3]! |= bits[bit]! << (bit & 7);
  const rest = bits.slice(header.length * 8);
  return {
    start: { bits: rest.reduce((sum, bit, index) => sum | (bit << index), 0), length: rest.length },
    header,
    literals: symbolCodes(literals),
    distances: symbolCodes(distances),
  };
}

function lengthsOf(digits: string, symbols: number): Uint8Array {
  if (digits.length !== symbols) throw new RangeError(`${symbols} symbols have as many lengths`);
  return Uint8Array.from(digits, (digit) => parseInt(digit, 16));
}

/** Codes by their lengths alone (3.2.2). */
function symbolCodes(lengths: Uint8Array): SymbolCodes {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= 15; length += 1) {
    lengths.forEach((itsLength, symbol) => {
      if (itsLength !== length) return;
      codes[symbol] = reversed(code, length);
      code += 1;
    });
    code <<= 1;
  }
  return { codes, lengths };
}

/** The bits of a number in the other order. */
function reversed(value: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result |= ((value >>> bit) & 1) << (length - 1 - bit);
  return result;
}
