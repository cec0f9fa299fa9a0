import { toBigInt } from '../hash/sip-hash.js';
import { microseconds } from './array-rows.js';
import type { DictionaryEntry, IndexRowSink } from './index-rows.js';
import { indexColumns, indexTables, type IndexTable } from './index-table.js';

/** One array of values a column, without vid and part: rows that can be compared. Words are one text. */
export type RowColumns = Readonly<Record<IndexTable, readonly (readonly unknown[])[]>>;

/** Index rows of one resource as values. */
export interface RowColumnsSink extends IndexRowSink {
  readonly columns: RowColumns;
  readonly dictionary: readonly DictionaryEntry[];
}

/** Makes the columns of all tables, empty. */
export function createRowColumns(): RowColumnsSink {
  const columns = Object.fromEntries(
    indexTables.map((table) => [table, Object.keys(indexColumns[table]).map((): unknown[] => [])]),
  ) as Record<IndexTable, unknown[][]>;
  const dictionary: DictionaryEntry[] = [];
  const add = (table: IndexTable, ...values: readonly unknown[]): void => {
    values.forEach((value, column) => columns[table][column]!.push(value));
  };
  return {
    columns,
    dictionary,
    token: (hash, system) => {
      add('token', toBigInt(hash), system);
    },
    reference: (hash) => {
      add('reference', toBigInt(hash));
    },
    string: (key, system, value, exact) => {
      add('string', toBigInt(key), system, value, toBigInt(exact));
    },
    date: (key, system, low, high) => {
      add('date', toBigInt(key), system, microseconds(low), microseconds(high));
    },
    number: (key, system, low, high) => {
      add('number', toBigInt(key), system, low, high);
    },
    quantity: (key, system, low, high, { coded, code, unit, canonical }) => {
      const { key: base, low: least, high: most } = canonical;
      add('quantity', toBigInt(key), system, low, high, coded, code, unit, toBigInt(base), least, most);
    },
    words: (words) => {
      add('words', words.join(' '));
    },
    entry: (entry) => {
      dictionary.push(entry);
    },
  };
}
