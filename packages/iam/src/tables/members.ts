import type { Rows } from './rows.js';

export async function addMember(rows: Rows, userId: string, groupId: string): Promise<void> {
  await rows('INSERT INTO wellspring.iam_member (user_id, group_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    userId,
    groupId,
  ]);
}

export async function removeMember(rows: Rows, userId: string, groupId: string): Promise<void> {
  await rows('DELETE FROM wellspring.iam_member WHERE user_id = $1 AND group_id = $2', [userId, groupId]);
}

/** How many groups a user is in, and whether the one of this id is among them. */
export async function membershipOf(
  rows: Rows,
  userId: string,
  groupId: string,
): Promise<{ readonly count: number; readonly isMember: boolean }> {
  const [row] = await rows<{ count: number; isMember: boolean }>(
    `SELECT count(*)::int AS count, COALESCE(bool_or(group_id = $2), false) AS "isMember"
     FROM wellspring.iam_member WHERE user_id = $1`,
    [userId, groupId],
  );
  return row!;
}
