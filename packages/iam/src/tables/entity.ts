import type { Rows } from './rows.js';

export type EntityKind = 'user' | 'group' | 'role' | 'policy';

/** A user, group, role or customer managed policy as its row has it. */
export interface Entity {
  readonly id: string;
  readonly kind: EntityKind;
  readonly name: string;
  readonly path: string;
  readonly created: Date;
  readonly description: string | null;
  readonly trust: string | null;
  readonly maxSessionSeconds: number | null;
  readonly defaultVersion: number | null;
  readonly lastVersion: number | null;
  readonly updated: Date | null;
  /** The id of the policy that bounds it. */
  readonly boundary: string | null;
  /** Of that policy, where it is one of the account's own. */
  readonly boundaryPath: string | null;
  readonly boundaryName: string | null;
  readonly tags: readonly Tag[];
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a new entity is made of; its time is that of the transaction. */
export interface NewEntity {
  readonly id: string;
  readonly kind: EntityKind;
  readonly name: string;
  readonly path: string;
  readonly description?: string | undefined;
  readonly boundary?: string | undefined;
  readonly trust?: string;
  readonly maxSessionSeconds?: number;
}

/** Columns of a row `e`, with its boundary and its tags. */
const select = `SELECT e.id, e.kind, e.name, e.path, e.created, e.description, e.trust,
    e.max_session_seconds AS "maxSessionSeconds", e.default_version AS "defaultVersion",
    e.last_version AS "lastVersion", e.updated, e.boundary, b.path AS "boundaryPath", b.name AS "boundaryName",
    COALESCE((
      SELECT json_agg(json_build_object('key', t.key, 'value', t.value) ORDER BY t.key)
      FROM wellspring.iam_tag t WHERE t.entity_id = e.id
    ), '[]') AS tags
  FROM wellspring.iam_entity e LEFT JOIN wellspring.iam_entity b ON b.id = e.boundary`;

export async function findEntity(rows: Rows, kind: EntityKind, name: string): Promise<Entity | undefined> {
  return (await rows<Entity>(`${select} WHERE e.kind = $1 AND e.name = $2`, [kind, name]))[0];
}

export async function findEntityById(rows: Rows, id: string): Promise<Entity | undefined> {
  return (await rows<Entity>(`${select} WHERE e.id = $1`, [id]))[0];
}

/** Whether a name is taken, however it is written. */
export async function isNameTaken(rows: Rows, kind: EntityKind, name: string): Promise<boolean> {
  const found = await rows(
    'SELECT 1 FROM wellspring.iam_entity WHERE kind = $1 AND lower(name) = lower($2)',
    [kind, name],
  );
  return found.length > 0;
}

export async function countEntities(rows: Rows, kind: EntityKind): Promise<number> {
  const [row] = await rows<{ count: number }>(
    'SELECT count(*)::int AS count FROM wellspring.iam_entity WHERE kind = $1',
    [kind],
  );
  return row!.count;
}

/** Which entities of a list, in the order of their names. */
export interface EntityRange {
  readonly kind: EntityKind;
  readonly pathPrefix?: string | undefined;
  /** Those of which the user of this id is a member, or which are members of this group. */
  readonly groupsOf?: string;
  readonly membersOf?: string;
  /** Policies that are attached to someone, or bound someone. */
  readonly usage?: 'attached' | 'boundary' | undefined;
  /** Names after this one. */
  readonly after: string;
  readonly limit: number;
}

export async function listEntities(rows: Rows, range: EntityRange): Promise<readonly Entity[]> {
  const { kind, pathPrefix = '/', groupsOf, membersOf, usage, after, limit } = range;
  const values: unknown[] = [kind, after, pathPrefix, limit];
  const conditions = ['e.kind = $1', 'e.name > $2', 'starts_with(e.path, $3)'];
  if (groupsOf !== undefined) {
    values.push(groupsOf);
    conditions.push('e.id IN (SELECT group_id FROM wellspring.iam_member WHERE user_id = $5)');
  }
  if (membersOf !== undefined) {
    values.push(membersOf);
    conditions.push('e.id IN (SELECT user_id FROM wellspring.iam_member WHERE group_id = $5)');
  }
  if (usage === 'attached')
    conditions.push('EXISTS (SELECT 1 FROM wellspring.iam_attachment a WHERE a.policy_id = e.id)');
  if (usage === 'boundary')
    conditions.push('EXISTS (SELECT 1 FROM wellspring.iam_entity o WHERE o.boundary = e.id)');
  return rows<Entity>(`${select} WHERE ${conditions.join(' AND ')} ORDER BY e.name LIMIT $4`, values);
}

export async function insertEntity(rows: Rows, entity: NewEntity): Promise<void> {
  const { id, kind, name, path, description, boundary, trust, maxSessionSeconds } = entity;
  const isPolicy = kind === 'policy';
  await rows(
    `INSERT INTO wellspring.iam_entity
       (id, kind, name, path, description, boundary, trust, max_session_seconds, default_version, last_version, updated)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, CASE WHEN $10 THEN now() END)`,
    [id, kind, name, path, description, boundary, trust, maxSessionSeconds, isPolicy ? 1 : null, isPolicy],
  );
}

/** Columns that may be changed, each undefined where it stays. */
export interface EntityChange {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly description?: string | undefined;
  readonly trust?: string | undefined;
  readonly maxSessionSeconds?: number | undefined;
  /** Null takes it away. */
  readonly boundary?: string | null | undefined;
}

export async function updateEntity(rows: Rows, id: string, change: EntityChange): Promise<void> {
  const { name, path, description, trust, maxSessionSeconds, boundary } = change;
  await rows(
    `UPDATE wellspring.iam_entity SET name = COALESCE($2, name), path = COALESCE($3, path),
       description = COALESCE($4, description), trust = COALESCE($5, trust),
       max_session_seconds = COALESCE($6, max_session_seconds),
       boundary = CASE WHEN $7 THEN $8 ELSE boundary END
     WHERE id = $1`,
    [id, name, path, description, trust, maxSessionSeconds, boundary !== undefined, boundary],
  );
}

/** Tags and versions go with it; whatever else it has must be gone before. */
export async function deleteEntity(rows: Rows, id: string): Promise<void> {
  await rows('DELETE FROM wellspring.iam_entity WHERE id = $1', [id]);
}
