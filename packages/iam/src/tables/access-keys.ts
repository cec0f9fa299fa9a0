import type { Rows } from './rows.js';

/** An access key without its secret. */
export interface AccessKey {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly isActive: boolean;
  readonly created: Date;
  readonly used: Date | null;
  readonly usedService: string | null;
  readonly usedRegion: string | null;
}

const select = `SELECT k.id, k.user_id AS "userId", e.name AS "userName", k.is_active AS "isActive", k.created, k.used,
    k.used_service AS "usedService", k.used_region AS "usedRegion"
  FROM wellspring.iam_access_key k JOIN wellspring.iam_entity e ON e.id = k.user_id`;

export async function findAccessKey(rows: Rows, id: string): Promise<AccessKey | undefined> {
  return (await rows<AccessKey>(`${select} WHERE k.id = $1`, [id]))[0];
}

/** All of a user's: two at most. */
export async function accessKeysOf(rows: Rows, userId: string): Promise<readonly AccessKey[]> {
  return rows<AccessKey>(`${select} WHERE k.user_id = $1 ORDER BY k.id`, [userId]);
}

export async function insertAccessKey(
  rows: Rows,
  key: { readonly id: string; readonly userId: string; readonly sealedSecret: string },
): Promise<void> {
  await rows('INSERT INTO wellspring.iam_access_key (id, user_id, secret) VALUES ($1, $2, $3)', [
    key.id,
    key.userId,
    key.sealedSecret,
  ]);
}

/** @returns whether the user has such a key */
export async function setAccessKeyActive(
  rows: Rows,
  key: { readonly id: string; readonly userId: string },
  isActive: boolean,
): Promise<boolean> {
  const found = await rows(
    'UPDATE wellspring.iam_access_key SET is_active = $3 WHERE id = $1 AND user_id = $2 RETURNING 1',
    [key.id, key.userId, isActive],
  );
  return found.length > 0;
}

/** @returns whether the user had such a key */
export async function deleteAccessKey(
  rows: Rows,
  key: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  const found = await rows(
    'DELETE FROM wellspring.iam_access_key WHERE id = $1 AND user_id = $2 RETURNING 1',
    [key.id, key.userId],
  );
  return found.length > 0;
}
