import { isUtf8 } from 'node:buffer';

/** Line and column (both from 1, columns in characters) of a byte, in words. */
export function positionOf(bytes: Buffer, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at++) {
    if (bytes[at] === 0x0a) {
      line++;
      lineStart = at + 1;
    }
  }
  // Counted without making the line a string: it may be the whole of a large document.
  let column = 1;
  for (let at = lineStart; at < offset; at++) if ((bytes[at]! & 0xc0) !== 0x80) column++;
  return `line ${line}, column ${column}`;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** The offset of the first byte that does not belong to a whole UTF-8 character. */
export function firstInvalidUtf8(bytes: Buffer): number | undefined {
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at]!);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return undefined;
}
