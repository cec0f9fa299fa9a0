import { toBigInt } from '../hash/sip-hash.js';
import type { DictionaryEntry, IndexRowSink } from './index-rows.js';
import { indexColumns, indexTables, type IndexTable } from './index-table.js';

/** Ends of PostgreSQL's bigint: the open ends of a date. */
const INT8_MIN = -(2n ** 63n);
const INT8_MAX = 2n ** 63n - 1n;

/** Index rows as one array a column, for `unnest` in a statement that writes a single resource. */
export interface ArrayRows extends IndexRowSink {
  readonly columns: Readonly<Record<IndexTable, readonly (readonly unknown[])[]>>;
  readonly dictionary: readonly DictionaryEntry[];
}

export function createArrayRows(): ArrayRows {
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
      add('quantity', toBigInt(key), system, low, high, coded, code, unit);
      columns.quantity[7]!.push(toBigInt(canonical.key));
      columns.quantity[8]!.push(canonical.low);
      columns.quantity[9]!.push(canonical.high);
    },
    words: (words) => {
      add('words', words.join(' '));
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
