import type { Tag } from './entity.js';
import type { Rows } from './rows.js';

/** Adds tags; one whose key is there, however it is written, is replaced. */
export async function putTags(rows: Rows, entityId: string, tags: readonly Tag[]): Promise<void> {
  if (tags.length === 0) return;
  const keys = tags.map(({ key }) => key);
  await rows(
    'DELETE FROM wellspring.iam_tag WHERE entity_id = $1 AND lower(key) IN (SELECT lower(k) FROM unnest($2::text[]) k)',
    [entityId, keys],
  );
  await rows(
    `INSERT INTO wellspring.iam_tag (entity_id, key, value)
     SELECT $1, key, value FROM unnest($2::text[], $3::text[]) AS given (key, value)`,
    [entityId, keys, tags.map(({ value }) => value)],
  );
}

export async function removeTags(rows: Rows, entityId: string, keys: readonly string[]): Promise<void> {
  await rows('DELETE FROM wellspring.iam_tag WHERE entity_id = $1 AND key = ANY ($2::text[])', [
    entityId,
    keys,
  ]);
}

export async function countTags(rows: Rows, entityId: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    'SELECT count(*)::int AS count FROM wellspring.iam_tag WHERE entity_id = $1',
    [entityId],
  );
  return row!.count;
}
