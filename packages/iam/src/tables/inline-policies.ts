import type { Rows } from './rows.js';

export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

/** All of a user's, group's or role's, by name; together they have at most 10,240 characters that count. */
export async function inlinePoliciesOf(rows: Rows, entityId: string): Promise<readonly InlinePolicy[]> {
  return rows<InlinePolicy>(
    'SELECT name, document FROM wellspring.iam_inline_policy WHERE entity_id = $1 ORDER BY name',
    [entityId],
  );
}

export async function putInlinePolicy(rows: Rows, entityId: string, policy: InlinePolicy): Promise<void> {
  await rows(
    `INSERT INTO wellspring.iam_inline_policy (entity_id, name, document) VALUES ($1, $2, $3)
     ON CONFLICT (entity_id, name) DO UPDATE SET document = excluded.document`,
    [entityId, policy.name, policy.document],
  );
}

/** @returns whether there was one */
export async function deleteInlinePolicy(rows: Rows, entityId: string, name: string): Promise<boolean> {
  const found = await rows(
    'DELETE FROM wellspring.iam_inline_policy WHERE entity_id = $1 AND name = $2 RETURNING 1',
    [entityId, name],
  );
  return found.length > 0;
}
