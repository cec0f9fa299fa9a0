import type { Rows } from '../tables/rows.js';

/** A user or role with all that decides on what it may do, read in one statement. */
export interface IdentityRow {
  readonly id: string;
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly path: string;
  readonly trust: string | null;
  readonly maxSessionSeconds: number | null;
  /** The id of a policy of AWS's, or the document of one of the account's own. */
  readonly boundary: string | null;
  readonly boundaryDocument: string | null;
  /** Documents of inline policies and of customer managed ones, its own and those of its groups. */
  readonly documents: readonly string[];
  /** Ids of managed policies whose documents are not in the tables: AWS's. */
  readonly awsPolicies: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface KeyRow extends IdentityRow {
  readonly keyId: string;
  readonly secret: string;
  readonly isActive: boolean;
}

const columns = `e.id, e.kind, e.name, e.path, e.trust, e.max_session_seconds AS "maxSessionSeconds", e.boundary,
  (SELECT v.document FROM wellspring.iam_entity p
     JOIN wellspring.iam_policy_version v ON v.policy_id = p.id AND v.version = p.default_version
   WHERE p.id = e.boundary) AS "boundaryDocument",
  ARRAY(
    SELECT i.document FROM wellspring.iam_inline_policy i WHERE i.entity_id IN (SELECT id FROM own)
    UNION ALL
    SELECT v.document FROM wellspring.iam_attachment a
      JOIN wellspring.iam_entity p ON p.id = a.policy_id
      JOIN wellspring.iam_policy_version v ON v.policy_id = p.id AND v.version = p.default_version
    WHERE a.entity_id IN (SELECT id FROM own)
  ) AS documents,
  ARRAY(
    SELECT DISTINCT a.policy_id FROM wellspring.iam_attachment a
    WHERE a.entity_id IN (SELECT id FROM own)
      AND NOT EXISTS (SELECT 1 FROM wellspring.iam_entity p WHERE p.id = a.policy_id)
  ) AS "awsPolicies",
  COALESCE(
    (SELECT json_object_agg(t.key, t.value) FROM wellspring.iam_tag t WHERE t.entity_id = e.id), '{}'
  ) AS tags`;

/** @param found how `id` is found, with the parameters $1 and so on */
function statement(found: string, more = '', join = ''): string {
  return `WITH found AS MATERIALIZED (${found}),
  own AS (
    SELECT id FROM found
    UNION
    SELECT m.group_id FROM wellspring.iam_member m JOIN found ON m.user_id = found.id
  )
  SELECT ${columns}${more} FROM found JOIN wellspring.iam_entity e ON e.id = found.id${join}`;
}

const byId = statement('SELECT id FROM wellspring.iam_entity WHERE kind = $1 AND id = $2');
const byName = statement('SELECT id FROM wellspring.iam_entity WHERE kind = $1 AND name = $2 AND path = $3');
const byKey = statement(
  'SELECT user_id AS id FROM wellspring.iam_access_key WHERE id = $1',
  ', k.id AS "keyId", k.secret, k.is_active AS "isActive"',
  ' JOIN wellspring.iam_access_key k ON k.id = $1',
);

const policyDocument = `SELECT v.document FROM wellspring.iam_entity p
  JOIN wellspring.iam_policy_version v ON v.policy_id = p.id AND v.version = p.default_version
  WHERE p.kind = 'policy' AND p.name = $1 AND p.path = $2`;

/** The statements behind the directory. */
export function identityRows(rows: Rows) {
  return {
    byId: async (kind: 'user' | 'role', id: string) => (await rows<IdentityRow>(byId, [kind, id]))[0],
    byName: async (kind: 'user' | 'role', name: string, path: string) =>
      (await rows<IdentityRow>(byName, [kind, name, path]))[0],
    byKey: async (accessKeyId: string) => (await rows<KeyRow>(byKey, [accessKeyId]))[0],
    /** The version that counts of a policy of the account's own. */
    policyDocument: async (name: string, path: string) =>
      (await rows<{ document: string }>(policyDocument, [name, path]))[0]?.document,
  };
}
