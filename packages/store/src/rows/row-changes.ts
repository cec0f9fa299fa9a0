import type pg from 'pg';
import { indexColumns, indexTables, type IndexTable } from './index-table.js';
import type { RowColumns } from './row-columns.js';

/** Index rows of versions that are there already: to be added, or to be removed. */
export interface RowChanges {
  /** Takes the rows of one version. */
  take(rows: RowColumns, vid: bigint, part: number): void;
  /** Writes those that are not there yet; of the tables without a key, equal ones are written anew. */
  add(client: pg.PoolClient, schema: string): Promise<void>;
  /** Removes them, as far as they are there. */
  remove(client: pg.PoolClient, schema: string): Promise<void>;
}

/** Their key is all of the row, and lets it be there once. */
const keyed: ReadonlySet<IndexTable> = new Set(['token', 'reference']);

export function createRowChanges(): RowChanges {
  const columns = Object.fromEntries(
    indexTables.map((table) => [table, Object.keys(indexColumns[table]).map((): unknown[] => [])]),
  ) as Record<IndexTable, unknown[][]>;
  const vids = byTable<bigint>();
  const parts = byTable<number>();

  const remove = async (table: IndexTable, client: pg.PoolClient, schema: string): Promise<void> => {
    const names = Object.keys(indexColumns[table]);
    const same = ['vid', 'part', ...names].map((name) => `t.${name} = k.${name}`).join(' AND ');
    await client.query(
      `DELETE FROM ${schema}.${table} t USING ${source(table)} WHERE ${same}`,
      values(table),
    );
  };
  const values = (table: IndexTable): unknown[] => [vids[table], parts[table], ...columns[table]];

  return {
    take(rows, vid, part) {
      for (const table of indexTables) {
        const count = rows[table][0]!.length;
        for (let row = 0; row < count; row++) {
          vids[table].push(vid);
          parts[table].push(part);
        }
        rows[table].forEach((column, at) => {
          for (const value of column) columns[table][at]!.push(value);
        });
      }
    },
    async add(client, schema) {
      for (const table of indexTables) {
        if (vids[table].length === 0) continue;
        if (!keyed.has(table) && table !== 'words') await remove(table, client, schema);
        const names = Object.keys(indexColumns[table]).join(', ');
        const shown = table === 'words' ? "array_to_tsvector(string_to_array(words, ' '))" : names;
        await client.query(
          `INSERT INTO ${schema}.${table} (vid, part, ${names}) SELECT vid, part, ${shown}
           FROM ${source(table)}${keyed.has(table) ? ' ON CONFLICT DO NOTHING' : ''}`,
          values(table),
        );
      }
    },
    async remove(client, schema) {
      for (const table of indexTables)
        if (vids[table].length > 0 && table !== 'words') await remove(table, client, schema);
    },
  };
}

function byTable<T>(): Record<IndexTable, T[]> {
  return Object.fromEntries(indexTables.map((table) => [table, []])) as unknown as Record<IndexTable, T[]>;
}

/** The parameters of a statement as rows: version id, part, the table's own columns. */
function source(table: IndexTable): string {
  const own = Object.entries<string>(indexColumns[table]);
  const arrays = own.map(([, type], at) => `$${at + 3}::${table === 'words' ? 'text' : type}[]`);
  return `unnest($1::bigint[], $2::integer[], ${arrays.join(', ')}) AS k (vid, part, ${own.map(([name]) => name).join(', ')})`;
}
