import type { Rows } from './rows.js';

export interface PolicyVersion {
  readonly version: number;
  readonly document: string;
  readonly created: Date;
}

/** All of a customer managed policy's, the newest first: five at most. */
export async function versionsOf(rows: Rows, policyId: string): Promise<readonly PolicyVersion[]> {
  return rows<PolicyVersion>(
    `SELECT version, document, created FROM wellspring.iam_policy_version
     WHERE policy_id = $1 ORDER BY version DESC`,
    [policyId],
  );
}

export async function insertVersion(
  rows: Rows,
  policyId: string,
  version: number,
  document: string,
): Promise<void> {
  await rows('INSERT INTO wellspring.iam_policy_version (policy_id, version, document) VALUES ($1, $2, $3)', [
    policyId,
    version,
    document,
  ]);
  await rows('UPDATE wellspring.iam_entity SET last_version = $2, updated = now() WHERE id = $1', [
    policyId,
    version,
  ]);
}

export async function setDefaultVersion(rows: Rows, policyId: string, version: number): Promise<void> {
  await rows('UPDATE wellspring.iam_entity SET default_version = $2, updated = now() WHERE id = $1', [
    policyId,
    version,
  ]);
}

export async function deleteVersion(rows: Rows, policyId: string, version: number): Promise<void> {
  await rows('DELETE FROM wellspring.iam_policy_version WHERE policy_id = $1 AND version = $2', [
    policyId,
    version,
  ]);
  await rows('UPDATE wellspring.iam_entity SET updated = now() WHERE id = $1', [policyId]);
}
