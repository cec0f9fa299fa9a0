import type { ArrayRows } from '../rows/array-rows.js';
import { indexColumns, indexTables } from '../rows/index-table.js';
import { byParameters, createStatementValues, versionRows } from './statement-values.js';
import type { NewVersion, Statement } from './versions-statement.js';

/**
 * The statement that writes first versions under ids that nobody else has, since this process has drawn them: what
 * `versionsStatement` does, without its guards. Either all is written or, where an id is taken after all, nothing
 * (`isTaken`). No row is joined with a guard, and `resource` is not asked first and marked after, as ON CONFLICT
 * does it.
 */
export function createsStatement(
  schema: string,
  versions: readonly NewVersion[],
  rows: ArrayRows,
  generation: number,
): Statement {
  const values = createStatementValues();
  const source = `${versionRows(versions, values)}${byParameters(generation, values)}`;
  const parts = [
    `input AS MATERIALIZED (SELECT * FROM ${source})`,
    `new_resource AS (
       INSERT INTO ${schema}.resource (vid, part, version, type, deleted, id, self)
       SELECT vid, part, version, type, false, id, self FROM input)`,
  ];
  for (const table of indexTables) {
    const arrays = rows.tables[table];
    if (arrays === undefined) continue;
    const names = ['vid', 'part', ...Object.keys(indexColumns[table])].join(', ');
    const columns = arrays.columns.map((array) => values.array(array, arrays.rows));
    parts.push(
      `new_${table} AS (INSERT INTO ${schema}.${table} (${names}) SELECT * FROM unnest(${columns.join(', ')}))`,
    );
  }
  return {
    text: `WITH ${parts.join(',\n')}
      INSERT INTO ${schema}.version (vid, self, part, version, type, method, id, body) SELECT * FROM input`,
    values: values.values,
  };
}
