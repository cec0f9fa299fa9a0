/**
 * UTF-8 bytes as a string of one character a byte. S3 orders and cuts keys by their UTF-8 bytes;
 * in this form `<`, `startsWith` and `indexOf` do just that, which they don't on JavaScript's UTF-16.
 */
export type ByteString = string;

export function toByteString(text: string): ByteString {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function fromByteString(bytes: ByteString): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
