import type pg from 'pg';
import type { CopyBuffer } from '../rows/copy-buffer.js';
import { copyColumns, type CopyRows } from '../rows/copy-rows.js';
import { indexTables } from '../rows/index-table.js';

/** Rows for one table. */
export interface TableRows {
  readonly table: string;
  readonly columns: string;
  readonly rows: CopyBuffer;
}

/** Index rows, table by table. */
export function indexRows(schema: string, index: CopyRows): readonly TableRows[] {
  return indexTables.map((table) => ({
    table: `${schema}.${table}`,
    columns: copyColumns(table),
    rows: index.tables[table],
  }));
}

/**
 * Sends rows of tables, one after the other, all in one round trip; nothing to those that get none.
 *
 * @param tables must not be changed before the promise is settled
 * @throws what PostgreSQL reports for the first table that does not take its rows: what is sent after them is ignored
 */
export function copyIn(client: pg.ClientBase, tables: readonly TableRows[]): Promise<void> {
  const some = tables.filter(({ rows }) => rows.rows > 0);
  if (some.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(some, resolve, reject));
  });
}

/** A message of the protocol is bounded. */
const CHUNK_BYTES = 1024 * 1024;

/** https://www.postgresql.org/docs/current/protocol-message-formats.html: CopyData, and CopyDone as a whole. */
const copyData = 0x64;
const copyDone = Buffer.from([0x63, 0, 0, 0, 4]);

/**
 * Statements of which each takes what a client sends. The server reads that when it comes to it, so nobody waits for the
 * word that it may be sent; where a statement has failed, the server passes over what was for it and those after it
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY).
 */
class CopyIn implements pg.Submittable {
  constructor(
    private readonly tables: readonly TableRows[],
    private readonly done: () => void,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Replaced by `pg` where it watches the time. */
  callback(): void {
    // Whoever waits is told by `done` and `failed`.
  }

  submit(connection: pg.Connection): void {
    const { stream } = connection;
    // All in one write.
    stream.cork();
    connection.query(
      this.tables
        .map(({ table, columns }) => `COPY ${table} (${columns}) FROM STDIN (FORMAT binary)`)
        .join('; '),
    );
    for (const { rows } of this.tables) {
      const bytes = rows.finished();
      for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
        const chunk = bytes.subarray(start, start + CHUNK_BYTES);
        const head = Buffer.allocUnsafe(5);
        head[0] = copyData;
        head.writeInt32BE(chunk.length + 4, 1);
        stream.write(head);
        stream.write(chunk);
      }
      stream.write(copyDone);
    }
    stream.uncork();
  }

  handleCopyInResponse(): void {
    // It has been sent.
  }

  handleCommandComplete(): void {
    // The end of one of them.
  }

  handleReadyForQuery(): void {
    this.callback();
    this.done();
  }

  handleError(error: Error): void {
    this.callback();
    this.failed(error);
  }
}
