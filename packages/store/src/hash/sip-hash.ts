/** 64 bits as two signed 32-bit halves: BigInt is too slow where hundreds of thousands are made a second. */
export interface Hash64 {
  readonly hi: number;
  readonly lo: number;
}

/**
 * SipHash-2-4 (https://www.aumasson.jp/siphash/siphash.pdf), a keyed hash for short inputs: without
 * the key nobody can tell which value a hash stands for, nor make two values collide.
 *
 * @param key 16 bytes
 */
export function createSipHash(key: Buffer): (message: DataView, length: number) => Hash64 {
  if (key.length !== 16) throw new RangeError('SipHash takes a key of 16 bytes');
  const k0lo = key.readInt32LE(0);
  const k0hi = key.readInt32LE(4);
  const k1lo = key.readInt32LE(8);
  const k1hi = key.readInt32LE(12);

  return (message, length) => {
    let v0hi = k0hi ^ 0x736f6d65;
    let v0lo = k0lo ^ 0x70736575;
    let v1hi = k1hi ^ 0x646f7261;
    let v1lo = k1lo ^ 0x6e646f6d;
    let v2hi = k0hi ^ 0x6c796765;
    let v2lo = k0lo ^ 0x6e657261;
    let v3hi = k1hi ^ 0x74656462;
    let v3lo = k1lo ^ 0x79746573;
    const blocks = length >>> 3;

    // Every whole block and the padded last one take two rounds, the finalisation takes four.
    for (let step = 0; step <= blocks + 1; step++) {
      let mlo = 0;
      let mhi = 0;
      let rounds = 2;
      if (step < blocks) {
        mlo = message.getInt32(step << 3, true);
        mhi = message.getInt32((step << 3) + 4, true);
      } else if (step === blocks) {
        mhi = (length & 0xff) << 24;
        for (let i = blocks << 3, shift = 0; i < length; i++, shift += 8) {
          if (shift < 32) mlo |= message.getUint8(i) << shift;
          else mhi |= message.getUint8(i) << (shift - 32);
        }
      } else {
        v2lo ^= 0xff;
        rounds = 4;
      }
      v3hi ^= mhi;
      v3lo ^= mlo;
      for (let round = 0; round < rounds; round++) {
        let a = v0lo;
        let t = (a + v1lo) | 0;
        v0hi = (v0hi + v1hi + (((a & v1lo) | ((a | v1lo) & ~t)) >>> 31)) | 0;
        v0lo = t;
        t = v1hi;
        v1hi = ((t << 13) | (v1lo >>> 19)) ^ v0hi;
        v1lo = ((v1lo << 13) | (t >>> 19)) ^ v0lo;
        t = v0hi;
        v0hi = v0lo;
        v0lo = t;

        a = v2lo;
        t = (a + v3lo) | 0;
        v2hi = (v2hi + v3hi + (((a & v3lo) | ((a | v3lo) & ~t)) >>> 31)) | 0;
        v2lo = t;
        t = v3hi;
        v3hi = ((t << 16) | (v3lo >>> 16)) ^ v2hi;
        v3lo = ((v3lo << 16) | (t >>> 16)) ^ v2lo;

        a = v0lo;
        t = (a + v3lo) | 0;
        v0hi = (v0hi + v3hi + (((a & v3lo) | ((a | v3lo) & ~t)) >>> 31)) | 0;
        v0lo = t;
        t = v3hi;
        v3hi = ((t << 21) | (v3lo >>> 11)) ^ v0hi;
        v3lo = ((v3lo << 21) | (t >>> 11)) ^ v0lo;

        a = v2lo;
        t = (a + v1lo) | 0;
        v2hi = (v2hi + v1hi + (((a & v1lo) | ((a | v1lo) & ~t)) >>> 31)) | 0;
        v2lo = t;
        t = v1hi;
        v1hi = ((t << 17) | (v1lo >>> 15)) ^ v2hi;
        v1lo = ((v1lo << 17) | (t >>> 15)) ^ v2lo;
        t = v2hi;
        v2hi = v2lo;
        v2lo = t;
      }
      v0hi ^= mhi;
      v0lo ^= mlo;
    }
    return { hi: v0hi ^ v1hi ^ v2hi ^ v3hi, lo: v0lo ^ v1lo ^ v2lo ^ v3lo };
  };
}

/** The signed 64-bit integer (PostgreSQL's bigint) with these bits. */
export function toBigInt(hash: Hash64): bigint {
  return (BigInt(hash.hi) << 32n) | BigInt(hash.lo >>> 0);
}

/** A hash out of its column. */
export function fromBigInt(value: bigint): Hash64 {
  return { hi: Number(BigInt.asIntN(32, value >> 32n)), lo: Number(BigInt.asIntN(32, value)) };
}
