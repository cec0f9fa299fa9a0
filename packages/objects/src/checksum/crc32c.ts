/** The Castagnoli polynomial, bit-reversed (RFC 3720, appendix B.4). */
const polynomial = 0x82f63b78;

/**
 * Eight tables of 256, so that eight bytes are taken at a step ("slicing by 8"): 3 to 4 times the
 * speed of one byte at a step.
 */
const tables = makeTables();

/** Carries a CRC-32C on over more bytes; begins with 0, and every result is a finished checksum. */
export function crc32c(data: Uint8Array, previous = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as Eight<Int32Array>;
  let crc = ~previous;
  let at = 0;
  for (const end = data.length - 7; at < end; at += 8) {
    const low = crc ^ (data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24));
    crc =
      t7[low & 0xff]! ^
      t6[(low >>> 8) & 0xff]! ^
      t5[(low >>> 16) & 0xff]! ^
      t4[low >>> 24]! ^
      t3[data[at + 4]!]! ^
      t2[data[at + 5]!]! ^
      t1[data[at + 6]!]! ^
      t0[data[at + 7]!]!;
  }
  for (; at < data.length; at += 1) crc = t0[(crc ^ data[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

type Eight<T> = readonly [T, T, T, T, T, T, T, T];

function makeTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
  const made = [first];
  for (let slice = 1; slice < 8; slice += 1) {
    const before = made[slice - 1]!;
    made.push(before.map((crc) => (crc >>> 8) ^ first[crc & 0xff]!));
  }
  return made;
}
