import { toBigInt } from '../hash/sip-hash.js';
import { microseconds } from './array-rows.js';
import type { DictionaryEntry, IndexRowSink } from './index-rows.js';
import { indexColumns, indexTables, type IndexTable } from './index-table.js';

/** The index rows of one version, to be compared with others: one array a column of each table. */
export interface PlainRows extends IndexRowSink {
  readonly columns: RowColumns;
  readonly dictionary: readonly DictionaryEntry[];
}

/** The values of rows, by table and column; of `words` its words with spaces between them. */
export type RowColumns = Readonly<Record<IndexTable, readonly (readonly unknown[])[]>>;

export function createPlainRows(): PlainRows {
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
      const base = [toBigInt(canonical.key), canonical.low, canonical.high];
      add('quantity', toBigInt(key), system, low, high, coded, code, unit, ...base);
    },
    words: (words) => {
      add('words', words.join(' '));
    },
    entry: (entry) => {
      dictionary.push(entry);
    },
  };
}
