import { BinaryArray, type ElementType } from '../rows/binary-array.js';
import type { NewVersion } from './versions-statement.js';

/** The parameters of a statement. */
export interface StatementValues {
  readonly values: readonly (Buffer | string)[];
  /** Adds an array, and says what stands for it in the text. */
  array(array: BinaryArray, length: number): string;
  /** Adds a text. */
  text(value: string): string;
}

/** Gives each array its number among the parameters. */
export function createStatementValues(): StatementValues {
  const values: (Buffer | string)[] = [];
  return {
    values,
    array: (array, length) => `$${values.push(array.finished(length))}::${array.type}[]`,
    text: (value) => `$${values.push(value)}::text`,
  };
}

/** A column of values, written by `write` one after the other. */
export function column<T>(
  type: ElementType,
  items: readonly T[],
  write: (array: BinaryArray, item: T) => void,
): BinaryArray {
  const array = new BinaryArray(type);
  for (const item of items) write(array, item);
  return array;
}

/** Rows of `version` as a source of a statement: vid, self, part, version, type, method, id, body. */
export function versionRows(versions: readonly NewVersion[], values: StatementValues): string {
  const columns = [
    column('bigint', versions, (array, { vid }) => {
      array.bigint(vid);
    }),
    column('bigint', versions, (array, { self }) => {
      array.hash(self);
    }),
    column('integer', versions, (array, { part }) => array.int4(part)),
    column('integer', versions, (array, { version }) => array.int4(version)),
    column('smallint', versions, (array, { type }) => array.int2(type)),
    column('smallint', versions, (array, { method }) => array.int2(method)),
    column('text', versions, (array, { id }) => {
      array.text(id);
    }),
    column('bytea', versions, (array, { body }) => {
      if (body === null) array.none();
      else array.bytea(body);
    }),
  ];
  const names = columns.map((array) => values.array(array, versions.length));
  return `unnest(${names.join(', ')}) AS u (vid, self, part, version, type, method, id, body)`;
}

/**
 * Where the version rows' source has this behind it, what is written is known to be indexed by the parameters of a
 * generation before the trigger of `version` looks at it.
 */
export function byParameters(generation: number, values: StatementValues): string {
  return generation === 0
    ? ''
    : ` WHERE set_config('wellspring.parameters', ${values.text(String(generation))}, true) IS NOT NULL`;
}
