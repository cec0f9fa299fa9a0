import type { Hash64 } from '../hash/sip-hash.js';

/**
 * Values in PostgreSQL's binary form, each after its length, in one buffer that grows: the fields of `COPY` and the
 * elements of arrays are written alike.
 */
export class BinaryFields {
  #bytes: Buffer;
  #length: number;

  /** @param header what comes before the first value */
  constructor(header: Buffer, room: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(room, header.length));
    this.#length = header.copy(this.#bytes);
  }

  /** Adds an int8 and returns where its eight bytes are, so that they can be set later. */
  int8(high: number, low: number): number {
    this.#size(8);
    const at = this.#length;
    this.#bytes.writeInt32BE(high, at);
    this.#bytes.writeInt32BE(low, at + 4);
    this.#length = at + 8;
    return at;
  }

  hash(hash: Hash64): void {
    this.int8(hash.hi, hash.lo);
  }

  /** A whole number of any size as int8; what is beyond its ends becomes its ends. */
  whole(value: number): void {
    if (value >= 2 ** 63) this.int8(0x7fffffff, -1);
    else if (value <= -(2 ** 63)) this.int8(-0x80000000, 0);
    else {
      const high = Math.floor(value / 0x1_0000_0000);
      this.int8(high, (value - high * 0x1_0000_0000) | 0);
    }
  }

  /** Adds an int4 and returns where its four bytes are. */
  int4(value: number): number {
    this.#size(4);
    const at = this.#length;
    this.#bytes.writeInt32BE(value, at);
    this.#length = at + 4;
    return at;
  }

  /** Adds an int2 and returns where its two bytes are. */
  int2(value: number): number {
    this.#size(2);
    const at = this.#length;
    this.#bytes.writeInt16BE(value, at);
    this.#length = at + 2;
    return at;
  }

  float8(value: number): void {
    this.#size(8);
    this.#bytes.writeDoubleBE(value, this.#length);
    this.#length += 8;
  }

  bool(value: boolean): void {
    this.#size(1);
    this.#bytes[this.#length++] = value ? 1 : 0;
  }

  text(value: string): void {
    this.#room(4 + value.length * 3);
    const written = this.#bytes.write(value, this.#length + 4);
    this.#bytes.writeInt32BE(written, this.#length);
    this.#length += 4 + written;
  }

  /** Distinct words as a tsvector without positions; PostgreSQL puts them in its own order. */
  tsvector(words: readonly string[]): void {
    this.#room(8);
    const start = this.#length;
    this.#length += 8;
    for (const word of words) {
      this.#room(word.length * 3 + 3);
      this.#length += this.#bytes.write(word, this.#length);
      // The end of the word, and how many positions it has.
      this.#bytes.fill(0, this.#length, this.#length + 3);
      this.#length += 3;
    }
    this.#bytes.writeInt32BE(this.#length - start - 4, start);
    this.#bytes.writeInt32BE(words.length, start + 4);
  }

  bytea(value: Buffer): void {
    this.#size(value.length);
    this.#length += value.copy(this.#bytes, this.#length);
  }

  /** No value at all. */
  none(): void {
    this.#size(-1);
  }

  setInt8(at: number, high: number, low: number): void {
    this.#bytes.writeInt32BE(high, at);
    this.#bytes.writeInt32BE(low, at + 4);
  }

  setInt4(at: number, value: number): void {
    this.#bytes.writeInt32BE(value, at);
  }

  /** A number with no length before it; returns where. */
  protected bareInt2(value: number): number {
    this.#room(2);
    const at = this.#length;
    this.#bytes.writeInt16BE(value, at);
    this.#length = at + 2;
    return at;
  }

  /** All bytes so far, with room for `more` after them; valid until the next change. */
  protected written(more = 0): Buffer {
    this.#room(more);
    return this.#bytes.subarray(0, this.#length + more);
  }

  #size(bytes: number): void {
    this.#room(4 + Math.max(bytes, 0));
    this.#bytes.writeInt32BE(bytes, this.#length);
    this.#length += 4;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
