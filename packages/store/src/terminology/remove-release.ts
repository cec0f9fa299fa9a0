import type { StoreContext } from '../store-context.js';
import { codeSystemDescription, type CodeSystemKind } from './code-system-kind.js';
import { dropTables, releaseTables } from './release-tables.js';

/** Removes a release with its tables, at once. @returns false where there is none */
export async function removeRelease(
  { database, schema }: StoreContext,
  kind: CodeSystemKind,
  version: string,
): Promise<boolean> {
  const { system } = codeSystemDescription(kind);
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ release: number }>(
      `DELETE FROM ${schema}.code_system_release WHERE system = $1 AND version = $2 AND loaded IS NOT NULL
        RETURNING release`,
      [system, version],
    );
    for (const { release } of rows) await client.query(dropTables(releaseTables(schema, release)));
    return rows.length > 0;
  });
}
