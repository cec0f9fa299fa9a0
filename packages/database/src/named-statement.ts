import pg from 'pg';
import { columnTypes } from './column-types.js';

/** What the rows of a prepared statement are made of. */
export interface ResultColumns {
  /** A row of nothing but nulls: copying one costs less than to make one member by member. */
  readonly empty: Readonly<Record<string, unknown>>;
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
}

/** A statement that a connection has prepared, or is to prepare, under a name. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** The part of pg's connection that a statement sends itself with; what `Submittable` gets has more than its types say. */
interface StatementConnection {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Readonly<Record<string, string | undefined>>;
  parse(statement: NamedText): void;
  bind(values: {
    readonly statement: string;
    readonly values: readonly unknown[];
    readonly valueMapper: (value: unknown) => unknown;
  }): void;
  describe(portal: { readonly type: 'P' }): void;
  execute(options: object): void;
  sync(): void;
}

type TypeId = Parameters<pg.CustomTypesConfig['getTypeParser']>[0];

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: TypeId }[];
}

interface DataRow {
  /** As text, which statements here ask for. */
  readonly fields: readonly (string | null)[];
}

/** pg's own way from a value to what is sent; its types leave it out. */
const { prepareValue } = (
  pg as unknown as { readonly utils: { readonly prepareValue: (value: unknown) => unknown } }
).utils;
const portal = { type: 'P' } as const;
const noOptions = {};
const nothing: ResultColumns = { empty: {}, names: [], parsers: [] };

/**
 * One run of a named statement. pg's own query asks for the columns of its rows each time, is told, and looks up how
 * each is read; a prepared statement's never change, since PostgreSQL refuses to run it where they would (0A000). So
 * here they are asked for once on each connection. For a page of a dozen rows that is half of what pg takes for it.
 *
 * @example
 * const rows = await client.query(new NamedStatement(named, values, known, 70_000)).rows;
 */
export class NamedStatement implements pg.Submittable {
  readonly name: string;
  readonly text: string;
  /** Resolves with the rows, or rejects as a query of pg does. */
  readonly rows: Promise<unknown[]>;
  /** pg reads it: after so long, in ms, it gives up waiting; 0: never. */
  readonly query_timeout: number;
  /** pg calls it where the time is up, and puts its own around it to know when it is done. */
  callback: (error: Error | null, rows?: unknown[]) => void;
  readonly #values: readonly unknown[];
  readonly #known: Map<string, ResultColumns | undefined>;
  #columns: ResultColumns | undefined;
  #failure: Error | undefined;
  readonly #rows: unknown[] = [];

  /** @param known the columns of what this connection has prepared, by name; added to here */
  constructor(
    { name, text }: NamedText,
    values: readonly unknown[],
    known: Map<string, ResultColumns | undefined>,
    timeoutMs: number,
  ) {
    this.name = name;
    this.text = text;
    this.query_timeout = timeoutMs;
    this.#values = values;
    this.#known = known;
    this.#columns = known.get(name);
    this.callback = () => undefined;
    this.rows = new Promise((resolve, reject) => {
      this.callback = (error, rows) => {
        if (error === null) resolve(rows!);
        else reject(error);
      };
    });
  }

  submit(given: pg.Connection): void {
    const connection = given as unknown as StatementConnection;
    connection.stream.cork();
    try {
      const isNew = connection.parsedStatements[this.name] === undefined;
      if (isNew) {
        this.#columns = undefined;
        connection.parse({ name: this.name, text: this.text });
      }
      this.#bind(connection);
      if (this.#failure === undefined) {
        if (this.#columns === undefined) connection.describe(portal);
        connection.execute(noOptions);
      }
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  /** A value that cannot be written is the statement's failure, told when the server is ready for the next one. */
  #bind(connection: StatementConnection): void {
    try {
      connection.bind({ statement: this.name, values: this.#values, valueMapper: prepareValue });
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.#columns = {
      empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => parserOf(dataTypeID)),
    };
    this.#known.set(this.name, this.#columns);
  }

  handleDataRow({ fields }: DataRow): void {
    if (this.#failure !== undefined) return;
    try {
      this.#rows.push(rowOf(this.#columns!, fields));
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  handleReadyForQuery(): void {
    if (this.#failure !== undefined) {
      this.callback(this.#failure);
      return;
    }
    if (this.#columns === undefined) this.#known.set(this.name, nothing);
    this.callback(null, this.#rows);
  }

  handleError(error: Error): void {
    this.callback(this.#failure ?? error);
  }

  handleCommandComplete(): void {
    // How many rows were touched nobody asks.
  }

  handleEmptyQuery(): void {
    // Nothing was to be done.
  }

  handlePortalSuspended(): void {
    this.#failure = new Error('A statement ended before its rows did');
  }

  handleCopyInResponse(connection: { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('A prepared statement has nothing to copy from');
  }

  handleCopyData(): void {
    // Of what is copied out nothing is wanted.
  }
}

function parserOf(type: TypeId): (text: string) => unknown {
  return columnTypes.getTypeParser(type, 'text') as (text: string) => unknown;
}

function rowOf(
  { empty, names, parsers }: ResultColumns,
  fields: readonly (string | null)[],
): Record<string, unknown> {
  const row: Record<string, unknown> = { ...empty };
  for (let at = 0; at < fields.length; at += 1) {
    const text = fields[at] ?? null;
    if (text !== null) row[names[at]!] = parsers[at]!(text);
  }
  return row;
}
