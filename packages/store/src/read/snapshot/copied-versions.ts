/** Where the values of a row of `version` stand in the bytes of a COPY. */
export interface CopiedVersion {
  /** The version id in two halves, signed. */
  vidHigh: number;
  vidLow: number;
  version: number;
  /** How long the id is. */
  idLength: number;
  bodyStart: number;
  bodyEnd: number;
}

/** The columns that {@link createCopyReader} reads, of the table alias `v`. */
export const copiedColumns = 'v.vid, v.version, v.id, v.body';

/** The signature, flags and the length of an extension that is not there. */
const HEADER = 19;
/** Up to the bytes of `id`: how many columns there are, two of known size, and each with its length. */
const ID_START = 2 + (4 + 8) + (4 + 4) + 4;
/** In place of the number of columns, after the last row. */
const END = -1;

/**
 * Reads the rows of one COPY in the binary format, without making anything of them.
 *
 * @param onRow is called for each row; the record that it gets is used again for the next
 * @returns takes the bytes as they come
 * @see https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
export function createCopyReader(
  onRow: (bytes: Buffer, row: CopiedVersion) => void,
): (chunk: Buffer) => void {
  const row: CopiedVersion = { vidHigh: 0, vidLow: 0, version: 0, idLength: 0, bodyStart: 0, bodyEnd: 0 };
  let held: Buffer[] = [];
  let size = 0;
  let at = HEADER;
  /** With so many bytes there is something to be read. */
  let needed = HEADER;
  return (chunk) => {
    held.push(chunk);
    size += chunk.length;
    if (size < needed) return;
    const bytes = held.length === 1 ? chunk : Buffer.concat(held, size);
    while ((needed = readRow(bytes, at, row)) <= size) {
      onRow(bytes, row);
      at = row.bodyEnd;
    }
    held = [bytes.subarray(at)];
    size -= at;
    needed -= at;
    at = 0;
  };
}

/**
 * Finds the values of the row that begins somewhere.
 *
 * @returns with how many bytes there is more to be found: the whole row where `bytes` has them
 */
function readRow(bytes: Buffer, at: number, row: CopiedVersion): number {
  if (bytes.length < at + 2) return at + 2;
  if (bytes.readInt16BE(at) === END) return Infinity;
  const idStart = at + ID_START;
  if (bytes.length < idStart) return idStart;
  const idLength = bytes.readInt32BE(idStart - 4);
  const bodyStart = idStart + idLength + 4;
  if (bytes.length < bodyStart) return bodyStart;
  const bodyLength = bytes.readInt32BE(bodyStart - 4);
  if (bodyLength < 0) throw new Error('A deleted resource is in the index');
  row.vidHigh = bytes.readInt32BE(at + 6);
  row.vidLow = bytes.readInt32BE(at + 10);
  row.version = bytes.readInt32BE(at + 18);
  row.idLength = idLength;
  row.bodyStart = bodyStart;
  row.bodyEnd = bodyStart + bodyLength;
  return row.bodyEnd;
}
