import type { EntityKind } from './entity.js';
import type { Rows } from './rows.js';

/** A managed policy of an entity; path and name are null where it is one of AWS's. */
export interface AttachedPolicy {
  readonly id: string;
  readonly path: string | null;
  readonly name: string | null;
}

/** All of a user's, group's or role's: ten at most. */
export async function attachedPoliciesOf(rows: Rows, entityId: string): Promise<readonly AttachedPolicy[]> {
  return rows<AttachedPolicy>(
    `SELECT a.policy_id AS id, p.path, p.name FROM wellspring.iam_attachment a
     LEFT JOIN wellspring.iam_entity p ON p.id = a.policy_id WHERE a.entity_id = $1`,
    [entityId],
  );
}

export async function attachPolicy(rows: Rows, entityId: string, policyId: string): Promise<void> {
  await rows(
    'INSERT INTO wellspring.iam_attachment (entity_id, policy_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [entityId, policyId],
  );
}

/** @returns whether it was attached */
export async function detachPolicy(rows: Rows, entityId: string, policyId: string): Promise<boolean> {
  const found = await rows(
    'DELETE FROM wellspring.iam_attachment WHERE entity_id = $1 AND policy_id = $2 RETURNING 1',
    [entityId, policyId],
  );
  return found.length > 0;
}

/** How many entities a policy is attached to, and how many it bounds. */
export interface PolicyUse {
  readonly attached: number;
  readonly bounded: number;
}

/** By the id of the policy; one that nobody uses is not in it. */
export async function usesOfPolicies(
  rows: Rows,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, PolicyUse>> {
  const found = await rows<PolicyUse & { id: string }>(
    `SELECT id, sum(attached)::int AS attached, sum(bounded)::int AS bounded FROM (
       SELECT policy_id AS id, 1 AS attached, 0 AS bounded FROM wellspring.iam_attachment
       WHERE policy_id = ANY ($1::text[])
       UNION ALL
       SELECT boundary, 0, 1 FROM wellspring.iam_entity WHERE boundary = ANY ($1::text[])
     ) AS uses GROUP BY id`,
    [policyIds],
  );
  return new Map(found.map((each) => [each.id, each]));
}

export interface PolicyHolder {
  readonly kind: Exclude<EntityKind, 'policy'>;
  readonly id: string;
  readonly name: string;
}

/** Which holders of a policy, in the order of kinds and names. */
export interface HolderRange {
  readonly policyId: string;
  readonly kinds: readonly EntityKind[];
  readonly uses: readonly ('attached' | 'boundary')[];
  readonly pathPrefix: string;
  readonly after: { readonly kind: string; readonly name: string };
  readonly limit: number;
}

export async function holdersOfPolicy(rows: Rows, range: HolderRange): Promise<readonly PolicyHolder[]> {
  const { policyId, kinds, uses, pathPrefix, after, limit } = range;
  return rows<PolicyHolder>(
    `SELECT e.kind, e.id, e.name FROM wellspring.iam_entity e
     WHERE ((e.boundary = $1 AND 'boundary' = ANY ($3::text[]))
         OR ('attached' = ANY ($3::text[]) AND e.id IN (
              SELECT entity_id FROM wellspring.iam_attachment WHERE policy_id = $1)))
       AND e.kind = ANY ($2::text[]) AND starts_with(e.path, $4) AND (e.kind, e.name) > ($5, $6)
     ORDER BY e.kind, e.name LIMIT $7`,
    [policyId, kinds, uses, pathPrefix, after.kind, after.name, limit],
  );
}
