/** The NVM Express polynomial, bit-reversed (NVM Command Set specification, 64b CRC). */
const polynomial = 0x9a6c9329ac4bc9b5n;

/** A CRC-64/NVME as its upper and lower 32 bits: BigInt arithmetic would cost 50 times as much. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

/** Eight tables of 256 ("slicing by 8"), each split into the upper and the lower half. */
const { high: highTables, low: lowTables } = makeTables();

/** Carries a CRC-64/NVME on over more bytes; begins with zero, and every result is a finished checksum. */
export function crc64nvme(data: Uint8Array, previous: Crc64 = { high: 0, low: 0 }): Crc64 {
  const [h0, h1, h2, h3, h4, h5, h6, h7] = highTables as unknown as Eight<Int32Array>;
  const [l0, l1, l2, l3, l4, l5, l6, l7] = lowTables as unknown as Eight<Int32Array>;
  let high = ~previous.high;
  let low = ~previous.low;
  let at = 0;
  for (const end = data.length - 7; at < end; at += 8) {
    const a = low ^ (data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24));
    const b = high ^ (data[at + 4]! | (data[at + 5]! << 8) | (data[at + 6]! << 16) | (data[at + 7]! << 24));
    const a0 = a & 0xff;
    const a1 = (a >>> 8) & 0xff;
    const a2 = (a >>> 16) & 0xff;
    const a3 = a >>> 24;
    const b0 = b & 0xff;
    const b1 = (b >>> 8) & 0xff;
    const b2 = (b >>> 16) & 0xff;
    const b3 = b >>> 24;
    high = h7[a0]! ^ h6[a1]! ^ h5[a2]! ^ h4[a3]! ^ h3[b0]! ^ h2[b1]! ^ h1[b2]! ^ h0[b3]!;
    low = l7[a0]! ^ l6[a1]! ^ l5[a2]! ^ l4[a3]! ^ l3[b0]! ^ l2[b1]! ^ l1[b2]! ^ l0[b3]!;
  }
  for (; at < data.length; at += 1) {
    const byte = (low ^ data[at]!) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ l0[byte]!;
    high = (high >>> 8) ^ h0[byte]!;
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

type Eight<T> = readonly [T, T, T, T, T, T, T, T];

function makeTables(): { readonly high: readonly Int32Array[]; readonly low: readonly Int32Array[] } {
  const first = Array.from({ length: 256 }, (_, byte) => {
    let crc = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
    return crc;
  });
  const made = [first];
  for (let slice = 1; slice < 8; slice += 1)
    made.push(made[slice - 1]!.map((crc) => (crc >> 8n) ^ first[Number(crc & 0xffn)]!));
  return {
    high: made.map((table) => Int32Array.from(table, (crc) => Number(BigInt.asIntN(32, crc >> 32n)))),
    low: made.map((table) => Int32Array.from(table, (crc) => Number(BigInt.asIntN(32, crc)))),
  };
}
