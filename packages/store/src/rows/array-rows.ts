import { toBigInt, type Hash64 } from '../hash/sip-hash.js';
import type { IndexRowSink, UnitHashes } from './index-rows.js';

/** Ends of PostgreSQL's bigint: the open ends of a date. */
const INT8_MIN = -(2n ** 63n);
const INT8_MAX = 2n ** 63n - 1n;

/** Index rows as one array a column, for `unnest` in a statement that writes a single resource. */
export interface ArrayRows extends IndexRowSink {
  readonly columns: Readonly<Record<IndexTable, readonly (readonly unknown[])[]>>;
}

export type IndexTable = 'token' | 'string' | 'date' | 'number' | 'quantity';

/** The index tables' own columns and their types, without vid and part, in the order of {@link ArrayRows}. */
export const indexColumns = {
  token: { hash: 'bigint', system: 'integer' },
  string: { key: 'bigint', system: 'integer', value: 'text' },
  date: { key: 'bigint', system: 'integer', low: 'bigint', high: 'bigint' },
  number: { key: 'bigint', system: 'integer', low: 'float8', high: 'float8' },
  quantity: {
    key: 'bigint',
    system: 'integer',
    low: 'float8',
    high: 'float8',
    coded: 'integer',
    code: 'integer',
    unit: 'integer',
  },
} as const satisfies Record<IndexTable, Readonly<Record<string, string>>>;

export const indexTables = Object.keys(indexColumns) as readonly IndexTable[];

export function createArrayRows(): ArrayRows {
  const columnsOf = (table: IndexTable): unknown[][] => Object.keys(indexColumns[table]).map(() => []);
  const columns = {
    token: columnsOf('token'),
    string: columnsOf('string'),
    date: columnsOf('date'),
    number: columnsOf('number'),
    quantity: columnsOf('quantity'),
  };
  const add = (table: IndexTable, ...values: readonly unknown[]): void => {
    values.forEach((value, column) => columns[table][column]!.push(value));
  };
  return {
    columns,
    token: (hash, system) => {
      add('token', toBigInt(hash), system);
    },
    string: (key, system, value) => {
      add('string', toBigInt(key), system, value);
    },
    date: (key, system, low, high) => {
      add('date', toBigInt(key), system, microseconds(low), microseconds(high));
    },
    number: (key, system, low, high) => {
      add('number', toBigInt(key), system, low, high);
    },
    quantity: (key: Hash64, system, low, high, unit: UnitHashes) => {
      add('quantity', toBigInt(key), system, low, high, unit.coded, unit.code, unit.unit);
    },
  };
}

/** An end of a date's interval as bigint. */
export function microseconds(value: number): bigint {
  if (value <= -(2 ** 63)) return INT8_MIN;
  if (value >= 2 ** 63) return INT8_MAX;
  return BigInt(Math.floor(value));
}
