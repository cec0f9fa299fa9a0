const quote = 0x22;
const backslash = 0x5c;

/** Well-formed JSON without the white space between its tokens; what is in strings stays. */
export function compactJson(bytes: Buffer): Buffer {
  const compact = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (inString) {
      if (byte === backslash) {
        compact[length++] = byte;
        compact[length++] = bytes[++at]!;
        continue;
      }
      if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte <= 0x20) {
      continue;
    }
    compact[length++] = byte;
  }
  return compact.subarray(0, length);
}
