/**
 * The text of a query for versions, in the order of their places.
 *
 * @param columns of the table alias `v`
 * @param places a query for `vid` and `part` that PostgreSQL must not take apart: it ends with OFFSET
 */
export function versionsAt(schema: string, columns: string, places: string): string {
  return `SELECT ${columns} FROM (${places}) t CROSS JOIN LATERAL (
      SELECT * FROM ${schema}.version v WHERE v.vid = t.vid AND v.part = t.part OFFSET 0
    ) v`;
}
