/**
 * Percent-encoding as signatures want it: every byte but A-Z a-z 0-9 - _ . ~ as `%XX`, upper case
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function encodeBytes(bytes: Uint8Array, alsoKept = ''): string {
  let encoded = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    encoded += isUnreserved(byte) || alsoKept.includes(character) ? character : hex[byte]!;
  }
  return encoded;
}

/**
 * The bytes a percent-encoded text stands for. A `%` that begins no escape stands for itself: the
 * room that uses the path refuses it later, with a better message than a failed signature.
 */
export function decodeBytes(text: string): Buffer {
  const source = Buffer.from(text, 'utf8');
  if (!source.includes(percent)) return source;
  const decoded = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const byte = source[at]!;
    const value = byte === percent ? escapeAt(source, at) : undefined;
    decoded[length++] = value ?? byte;
    if (value !== undefined) at += 2;
  }
  return decoded.subarray(0, length);
}

const percent = 0x25;
const hex = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`);

function escapeAt(source: Buffer, at: number): number | undefined {
  const digits = source.toString('latin1', at + 1, at + 3);
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}

function isUnreserved(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x5f ||
    byte === 0x2e ||
    byte === 0x7e
  );
}
