import { BinaryFields } from './binary-fields.js';

/** https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS, "Binary Format". */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** Rows of one table as `COPY ... FROM STDIN (FORMAT binary)` reads them, in one buffer that grows. */
export class CopyBuffer extends BinaryFields {
  #rows = 0;

  constructor(readonly columns: number) {
    super(header, 16_384);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Begins a row and returns where. */
  row(): number {
    this.#rows++;
    return this.bareInt2(this.columns);
  }

  /** The bytes of all rows as they are, in a buffer of their own. */
  rowBytes(): Buffer {
    return Buffer.from(this.written().subarray(header.length));
  }

  /** Writes bytes of rows over others, so far behind the first row's beginning. */
  setRows(at: number, bytes: Buffer): void {
    bytes.copy(this.written(), header.length + at);
  }

  /** The whole of it, with the trailer; valid until the next change. More rows may follow after. */
  finished(): Buffer {
    const bytes = this.written(2);
    bytes.writeInt16BE(-1, bytes.length - 2);
    return bytes;
  }
}
