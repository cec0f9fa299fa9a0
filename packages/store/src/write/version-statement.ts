import type { ArrayRows } from '../rows/array-rows.js';
import { indexColumns, indexTables } from '../rows/index-table.js';

/** One version to write, in the values that its row has. */
export interface NewVersion {
  readonly vid: bigint;
  readonly self: bigint;
  readonly part: number;
  readonly version: number;
  readonly type: number;
  readonly method: number;
  readonly id: string;
  readonly body: Buffer | null;
}

/** The version that is replaced. */
export interface ReplacedVersion {
  readonly vid: bigint;
  readonly part: number;
  readonly version: number;
  /** The hashes of its token rows; its other rows are found by its version id. */
  readonly tokens: readonly bigint[];
}

/** Words never have a space in them. */
const wordsAsVector = "array_to_tsvector(string_to_array(words, ' '))";

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The one statement that writes a version with its index rows and takes back those of the version it
 * replaces. All of it hangs on its first part, the guard: inserting the resource, which must not be
 * there, or moving it on from exactly the version that was read. Where the guard fails nothing is
 * written, and no row is returned.
 *
 * @param rows the index rows; undefined for a delete
 * @param generation of the search parameters that they were made by
 */
export function versionStatement(
  schema: string,
  next: NewVersion,
  replaced: ReplacedVersion | undefined,
  rows: ArrayRows | undefined,
  generation: number,
): Statement {
  const values: unknown[] = [];
  const bind = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const vid = bind(next.vid, 'bigint');
  const part = bind(next.part, 'integer');
  const version = bind(next.version, 'integer');
  const type = bind(next.type, 'smallint');
  const id = bind(next.id, 'text');
  const self = bind(next.self, 'bigint');
  const deleted = String(next.body === null);
  const parts: string[] = [];
  // Evaluated for the row that the guard writes, so before the version is there, which is looked at by it.
  const byParameters =
    generation === 0
      ? undefined
      : `set_config('wellspring.parameters', ${bind(generation, 'bigint')}::text, true) IS NOT NULL`;

  if (replaced === undefined) {
    parts.push(
      `guard AS (INSERT INTO ${schema}.resource (vid, part, version, type, deleted, id, self)
         ${
           byParameters === undefined
             ? `VALUES (${vid}, ${part}, ${version}, ${type}, ${deleted}, ${id}, ${self})`
             : `SELECT ${vid}, ${part}, ${version}, ${type}, ${deleted}, ${id}, ${self} WHERE ${byParameters}`
         } ON CONFLICT DO NOTHING RETURNING 1)`,
    );
  } else {
    const oldVid = bind(replaced.vid, 'bigint');
    const oldPart = bind(replaced.part, 'integer');
    parts.push(
      `guard AS (UPDATE ${schema}.resource
         SET vid = ${vid}, part = ${part}, version = ${version}, deleted = ${deleted}
         WHERE id = ${id} AND type = ${type} AND vid = ${oldVid}${byParameters === undefined ? '' : ` AND ${byParameters}`} RETURNING 1)`,
      `old_version AS (INSERT INTO ${schema}.superseded (vid, part, version, type, id)
         SELECT ${oldVid}, ${oldPart}, ${bind(replaced.version, 'integer')}, ${type}, ${id} FROM guard)`,
    );
    if (replaced.tokens.length > 0)
      parts.push(
        `old_token AS (DELETE FROM ${schema}.token t USING guard
           WHERE t.hash = ANY (${bind(replaced.tokens, 'bigint[]')}) AND t.vid = ${oldVid} AND t.part = ${oldPart})`,
      );
    for (const table of indexTables)
      if (table !== 'token')
        parts.push(
          `old_${table} AS (DELETE FROM ${schema}.${table} t USING guard
             WHERE t.vid = ${oldVid} AND t.part = ${oldPart})`,
        );
  }

  parts.push(
    `new_version AS (INSERT INTO ${schema}.version (vid, self, part, version, type, method, id, body)
       SELECT ${vid}, ${self}, ${part}, ${version}, ${type},
              ${bind(next.method, 'smallint')}, ${id}, ${bind(next.body, 'bytea')} FROM guard)`,
  );
  for (const table of rows === undefined ? [] : indexTables) {
    const columns = rows!.columns[table];
    if (columns[0]!.length === 0) continue;
    const names = Object.keys(indexColumns[table]).join(', ');
    const arrays = Object.values<string>(indexColumns[table]).map((columnType, column) =>
      bind(columns[column], `${columnType}[]`),
    );
    parts.push(
      `new_${table} AS (INSERT INTO ${schema}.${table} (vid, part, ${names})
         SELECT ${vid}, ${part}, ${table === 'words' ? wordsAsVector : names} FROM guard, unnest(${arrays.join(', ')}) AS u (${names}))`,
    );
  }
  return { text: `WITH ${parts.join(',\n')} SELECT 1 FROM guard`, values };
}
