import type { Statement } from '../../write/versions-statement.js';

/** A statement in the making: its tables and the values that stand apart from its text. */
export interface SqlBuilder {
  /** The name of one of the data store's tables. */
  table(name: string): string;
  /** Adds a value and gives the text that stands for it. */
  bind(value: unknown, type: string): string;
  /** A number for names that must differ. */
  next(): number;
  statement(text: string): Statement;
}

/** @param schema safe to stand in a statement (`schemaOf`) */
export function createSqlBuilder(schema: string): SqlBuilder {
  const values: unknown[] = [];
  let names = 0;
  return {
    table: (name) => `${schema}.${name}`,
    bind: (value, type) => `$${values.push(value)}::${type}`,
    next: () => ++names,
    statement: (text) => ({ text, values }),
  };
}
