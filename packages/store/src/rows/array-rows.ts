import type { Hash64 } from '../hash/sip-hash.js';
import { BinaryArray, type ElementType } from './binary-array.js';
import type { DictionaryEntry, IndexRowSink } from './index-rows.js';
import { indexColumns, type IndexTable } from './index-table.js';

/** Ends of PostgreSQL's bigint: the open ends of a date. */
const INT8_MIN = -(2n ** 63n);
const INT8_MAX = 2n ** 63n - 1n;

/** The rows of one table, an array a column: vid, part, and its own columns. */
export class TableArrays {
  readonly columns: readonly BinaryArray[];
  #rows = 0;

  constructor(types: readonly ElementType[]) {
    this.columns = ['bigint' as const, 'integer' as const, ...types].map((type) => new BinaryArray(type));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Begins a row of a version. */
  row(vid: bigint, part: number): void {
    this.#rows++;
    this.columns[0]!.bigint(vid);
    this.columns[1]!.int4(part);
  }
}

/** Index rows as one array a column, for `unnest` in a statement that writes a few resources. */
export interface ArrayRows extends IndexRowSink {
  /** Those that have any. */
  readonly tables: Readonly<Partial<Record<IndexTable, TableArrays>>>;
  readonly dictionary: readonly DictionaryEntry[];
  /** The hashes of the token rows of the version that was begun last. */
  readonly latestTokens: readonly Hash64[];
  /** The rows that follow are of this version. */
  begin(vid: bigint, part: number): void;
}

export function createArrayRows(): ArrayRows {
  const tables: Partial<Record<IndexTable, TableArrays>> = {};
  const dictionary: DictionaryEntry[] = [];
  let vid = 0n;
  let part = 0;
  let latestTokens: Hash64[] = [];
  const begin = (table: IndexTable): readonly BinaryArray[] => {
    const rows = (tables[table] ??= new TableArrays(Object.values(indexColumns[table])));
    rows.row(vid, part);
    return rows.columns;
  };
  const start = (table: IndexTable, key: Hash64, system: number): readonly BinaryArray[] => {
    const columns = begin(table);
    columns[2]!.hash(key);
    columns[3]!.int4(system);
    return columns;
  };
  return {
    tables,
    dictionary,
    get latestTokens() {
      return latestTokens;
    },
    begin: (version, itsPart) => {
      vid = version;
      part = itsPart;
      latestTokens = [];
    },
    token: (hash, system) => {
      latestTokens.push(hash);
      start('token', hash, system);
    },
    reference: (hash) => {
      begin('reference')[2]!.hash(hash);
    },
    string: (key, system, value, exact) => {
      const columns = start('string', key, system);
      columns[4]!.text(value);
      columns[5]!.hash(exact);
    },
    date: (key, system, low, high) => {
      const columns = start('date', key, system);
      columns[4]!.whole(low);
      columns[5]!.whole(high);
    },
    number: (key, system, low, high) => {
      const columns = start('number', key, system);
      columns[4]!.float8(low);
      columns[5]!.float8(high);
    },
    quantity: (key, system, low, high, { coded, code, unit, canonical }) => {
      const columns = start('quantity', key, system);
      columns[4]!.float8(low);
      columns[5]!.float8(high);
      columns[6]!.int4(coded);
      columns[7]!.int4(code);
      columns[8]!.int4(unit);
      columns[9]!.hash(canonical.key);
      columns[10]!.float8(canonical.low);
      columns[11]!.float8(canonical.high);
    },
    words: (words) => {
      begin('words')[2]!.tsvector(words);
    },
    entry: (entry) => {
      dictionary.push(entry);
    },
  };
}

/** An end of a date's interval as bigint. */
export function microseconds(value: number): bigint {
  if (value <= -(2 ** 63)) return INT8_MIN;
  if (value >= 2 ** 63) return INT8_MAX;
  return BigInt(Math.floor(value));
}
