import type { Hash64 } from '../hash/sip-hash.js';
import type { ArrayRows } from '../rows/array-rows.js';
import type { BinaryArray } from '../rows/binary-array.js';
import { indexColumns, indexTables } from '../rows/index-table.js';
import { byParameters, column, createStatementValues, versionRows } from './statement-values.js';

/** One version to write, in the values that its row has. */
export interface NewVersion {
  readonly vid: bigint;
  readonly self: Hash64;
  readonly part: number;
  readonly version: number;
  readonly type: number;
  readonly method: number;
  readonly id: string;
  /** Compressed; null for a delete. */
  readonly body: Buffer | null;
  readonly replaced: ReplacedVersion | undefined;
}

/** The version that is replaced. */
export interface ReplacedVersion {
  readonly vid: bigint;
  readonly part: number;
  readonly version: number;
  /** The hashes of its token rows; its other rows are found by its version id. */
  readonly tokens: readonly Hash64[];
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The one statement that writes versions with their index rows and takes back those of the versions that they
 * replace. All of a version hangs on its guard: inserting the resource, which must not be there, or moving it on
 * from exactly the version that was read. Of a version whose guard fails nothing is written, and its version id is
 * not among the rows returned; so it is where another transaction holds the resource at that moment, since waiting
 * for it would keep the other versions waiting, too.
 *
 * A guard also fails where another changed the row of the resource since the statement began (`seen` is the row as it
 * was then): who indexed the version that is replaced anew may have left rows that this statement does not see.
 *
 * What is locked and inserted is so in the order of the key, as everywhere: nobody waits in a circle.
 *
 * @param versions of different resources
 * @param rows the index rows of all of them
 * @param generation of the search parameters that they were made by
 */
export function versionsStatement(
  schema: string,
  versions: readonly NewVersion[],
  rows: ArrayRows,
  generation: number,
): Statement {
  const statement = createStatementValues();
  const bind = (array: BinaryArray, length: number): string => statement.array(array, length);
  const replacing = versions.flatMap(({ vid, replaced }) => (replaced ? [{ vid, replaced }] : []));
  // Everything comes from the input, so what is set there is set before the rows of `version` are there.
  const parts = [
    `input AS MATERIALIZED (
       SELECT * FROM ${versionRows(versions, statement)}${byParameters(generation, statement)})`,
  ];
  const guards: string[] = [];

  if (replacing.length > 0) {
    const old = [
      column('bigint', replacing, (array, { vid }) => {
        array.bigint(vid);
      }),
      column('bigint', replacing, (array, { replaced }) => {
        array.bigint(replaced.vid);
      }),
      column('integer', replacing, (array, { replaced }) => array.int4(replaced.part)),
      column('integer', replacing, (array, { replaced }) => array.int4(replaced.version)),
    ].map((array) => bind(array, replacing.length));
    parts.push(
      `old AS MATERIALIZED (
         SELECT o.*, i.id, i.type FROM unnest(${old.join(', ')}) AS o (next, vid, part, version)
         JOIN input i ON i.vid = o.next)`,
      `held AS (
         SELECT r.id, r.type FROM old o JOIN ${schema}.resource r ON r.id = o.id AND r.type = o.type AND r.vid = o.vid
         JOIN ${schema}.resource seen ON seen.id = r.id AND seen.type = r.type AND seen.xmin = r.xmin
         ORDER BY r.id, r.type FOR UPDATE OF r SKIP LOCKED)`,
      `moved AS (
         UPDATE ${schema}.resource r SET vid = i.vid, part = i.part, version = i.version, deleted = i.body IS NULL
         FROM held h JOIN old o ON o.id = h.id AND o.type = h.type JOIN input i ON i.vid = o.next
         WHERE r.id = h.id AND r.type = h.type AND r.vid = o.vid RETURNING i.vid)`,
    );
    guards.push('SELECT vid FROM moved');
  }
  if (replacing.length < versions.length) {
    const isNew = replacing.length > 0 ? 'WHERE NOT EXISTS (SELECT 1 FROM old o WHERE o.next = i.vid)' : '';
    parts.push(
      `inserted AS (
         INSERT INTO ${schema}.resource (vid, part, version, type, deleted, id, self)
         SELECT i.vid, i.part, i.version, i.type, false, i.id, i.self FROM input i ${isNew} ORDER BY i.id, i.type
         ON CONFLICT DO NOTHING RETURNING vid)`,
    );
    guards.push('SELECT vid FROM inserted');
  }
  parts.push(
    `guard AS MATERIALIZED (${guards.join(' UNION ALL ')})`,
    `new_version AS (
       INSERT INTO ${schema}.version (vid, self, part, version, type, method, id, body)
       SELECT i.vid, i.self, i.part, i.version, i.type, i.method, i.id, i.body FROM input i JOIN guard USING (vid))`,
  );

  if (replacing.length > 0) {
    parts.push(
      `gone AS MATERIALIZED (SELECT o.* FROM old o JOIN guard g ON g.vid = o.next)`,
      `new_superseded AS (
         INSERT INTO ${schema}.superseded (vid, part, version, type, id)
         SELECT vid, part, version, type, id FROM gone)`,
    );
    const tokens = replacing.flatMap(({ replaced }) =>
      replaced.tokens.map((hash) => ({ hash, vid: replaced.vid })),
    );
    if (tokens.length > 0) {
      const hashes = bind(
        column('bigint', tokens, (array, { hash }) => {
          array.hash(hash);
        }),
        tokens.length,
      );
      const vids = bind(
        column('bigint', tokens, (array, { vid }) => {
          array.bigint(vid);
        }),
        tokens.length,
      );
      parts.push(
        `old_token AS (
           DELETE FROM ${schema}.token t USING gone g JOIN unnest(${hashes}, ${vids}) AS k (hash, vid) ON k.vid = g.vid
           WHERE t.hash = k.hash AND t.vid = g.vid AND t.part = g.part)`,
      );
    }
    for (const table of indexTables)
      if (table !== 'token')
        parts.push(
          `old_${table} AS (
             DELETE FROM ${schema}.${table} t USING gone g WHERE t.vid = g.vid AND t.part = g.part)`,
        );
  }
  for (const table of indexTables) {
    const arrays = rows.tables[table];
    if (arrays === undefined) continue;
    const names = ['vid', 'part', ...Object.keys(indexColumns[table])].join(', ');
    parts.push(
      `new_${table} AS (
         INSERT INTO ${schema}.${table} (${names})
         SELECT ${names} FROM unnest(${arrays.columns.map((array) => bind(array, arrays.rows)).join(', ')})
           AS u (${names}) JOIN guard USING (vid))`,
    );
  }
  return { text: `WITH ${parts.join(',\n')} SELECT vid FROM guard`, values: statement.values };
}
