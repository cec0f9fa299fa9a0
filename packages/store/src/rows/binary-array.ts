import { BinaryFields } from './binary-fields.js';

/** Types of elements, by the numbers that PostgreSQL's catalogue `pg_type` has for them in every database. */
const typeNumbers = {
  smallint: 21,
  integer: 23,
  bigint: 20,
  float8: 701,
  text: 25,
  bytea: 17,
  tsvector: 3614,
} as const;

/** What an array is made of. */
export type ElementType = keyof typeof typeNumbers;

const elementsAt = 12;
const headerBytes = 20;

function headerOf(type: ElementType): Buffer {
  const header = Buffer.alloc(headerBytes);
  // One dimension, and there may be nulls.
  header.writeInt32BE(1, 0);
  header.writeInt32BE(1, 4);
  header.writeInt32BE(typeNumbers[type], 8);
  // How many elements there are is set at the end; the first one's number is 1.
  header.writeInt32BE(1, 16);
  return header;
}

/**
 * An array as a parameter in binary form (`array_recv` of PostgreSQL), which neither side has to make a text of or
 * read one: some hundred hashes a resource are numbers on both.
 */
export class BinaryArray extends BinaryFields {
  constructor(readonly type: ElementType) {
    super(headerOf(type), 256);
  }

  bigint(value: bigint): void {
    this.int8(Number(value >> 32n), Number(BigInt.asIntN(32, value)));
  }

  /** @param length how many elements were added */
  finished(length: number): Buffer {
    this.setInt4(elementsAt, length);
    return this.written();
  }
}
