import {
  extractIndexValues,
  extractOwnValues,
  parameterKey,
  type JsonObject,
  type SearchParameters,
} from '@wellspring/fhir';
import type { TermHash } from '../hash/term-hash.js';
import { rowSinks, writeIndexRows, type DictionaryEntry } from '../rows/index-rows.js';
import { indexTables, type IndexTable } from '../rows/index-table.js';
import { ownKeys } from '../rows/param-keys.js';
import { localValues } from '../rows/resource-rows.js';
import { createRowColumns, type RowColumns, type RowColumnsSink } from '../rows/row-columns.js';
import { writeValuesAlone } from '../rows/value-rows.js';

/** The index rows of a resource that there are because of some search parameters, and those that there are not. */
export interface OwnRows {
  readonly with: RowColumns;
  /** Rows that others have only where these have none: a resource has 100 inside at most that count. */
  readonly without: RowColumns;
  readonly dictionary: readonly DictionaryEntry[];
}

/** Parameters whose rows are to be added or removed. */
export interface ChangedParameters {
  /** Of all that there may be rows of. */
  readonly all: SearchParameters;
  /** All but the changed ones. */
  readonly others: SearchParameters;
  readonly keys: ReadonlySet<string>;
}

const noWords = { content: [], narrative: [] };

/**
 * The rows that a resource has because of some parameters of its data store. Where something lies within it, they
 * may lead there, or be parameters of what does: then all rows are made with them and without, and compared.
 */
export function ownRows(
  type: string,
  tree: JsonObject,
  changed: ChangedParameters,
  { id, term }: { readonly id: string; readonly term: TermHash },
): OwnRows {
  if (mayHaveInside(type, tree)) {
    const rowsBy = (parameters: SearchParameters): RowColumnsSink => {
      const rows = createRowColumns();
      const values = localValues(extractIndexValues(type, tree, parameters), id);
      writeIndexRows(type, values, noWords, term, parameters, rows);
      return rows;
    };
    const all = rowsBy(changed.all);
    const others = rowsBy(changed.others);
    return {
      with: difference(all.columns, others.columns),
      without: difference(others.columns, all.columns),
      dictionary: all.dictionary,
    };
  }
  const rows = createRowColumns();
  const own = changed.all.own(type).filter((parameter) => changed.keys.has(parameterKey(parameter)));
  const values = localValues(extractOwnValues(type, tree, own), id);
  const making = { term, parameters: changed.all };
  writeValuesAlone(type, values, ownKeys(type, term), making, rowSinks(rows));
  return { with: rows.columns, without: createRowColumns().columns, dictionary: rows.dictionary };
}

/** Contained resources, or those of a Bundle: all that a reference can lead to within a resource. */
function mayHaveInside(type: string, { contained }: JsonObject): boolean {
  return type === 'Bundle' || contained !== undefined;
}

function difference(all: RowColumns, less: RowColumns): RowColumns {
  return Object.fromEntries(
    indexTables.map((table) => [table, lessRows(all[table], less[table])]),
  ) as unknown as Record<IndexTable, unknown[][]>;
}

function lessRows(all: readonly (readonly unknown[])[], less: readonly (readonly unknown[])[]): unknown[][] {
  const gone = new Map<string, number>();
  for (let row = 0; row < less[0]!.length; row++) {
    const name = nameOf(less, row);
    gone.set(name, (gone.get(name) ?? 0) + 1);
  }
  const kept = all.map((): unknown[] => []);
  for (let row = 0; row < all[0]!.length; row++) {
    const name = nameOf(all, row);
    const times = gone.get(name) ?? 0;
    if (times > 0) gone.set(name, times - 1);
    else all.forEach((column, at) => kept[at]!.push(column[row]));
  }
  return kept;
}

function nameOf(columns: readonly (readonly unknown[])[], row: number): string {
  return columns.map((column) => String(column[row])).join('\n');
}
