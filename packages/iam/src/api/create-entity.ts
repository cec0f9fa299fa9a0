import {
  countEntities,
  findEntityById,
  insertEntity,
  isNameTaken,
  type Entity,
  type NewEntity,
} from '../tables/entity.js';
import type { Rows } from '../tables/rows.js';
import { putTags } from '../tables/tags.js';
import { entityArn } from './arns.js';
import { findPolicy, type ManagedPolicy } from './asked-policy.js';
import { alreadyExists, noSuchEntity, quotaExceeded } from './faults.js';
import type { IamCall } from './iam-call.js';
import { entityQuotas } from './limits.js';
import { checkedTags, requestTagContext, type GivenTags } from './tag-rules.js';

/** What a new entity may have from its beginning. */
export interface Endowment {
  /** The ARN of its permissions boundary. */
  readonly boundary?: string | undefined;
  readonly tags?: GivenTags | undefined;
  /** Looked at when the caller may: what is wrong with a policy is told to nobody else. */
  readonly check?: () => void;
  /** Written in the same transaction. */
  readonly also?: (rows: Rows) => Promise<void>;
}

/**
 * Makes a user, group, role or policy, if the caller may.
 *
 * @throws WellspringError `access-denied`, `iam-entity-already-exists`, `iam-limit-exceeded`, `iam-no-such-entity`
 * where the boundary is not there, `iam-invalid-input`
 */
export async function createEntity(call: IamCall, entity: NewEntity, more: Endowment): Promise<Entity> {
  const { store, accountId } = call.iam;
  const tags = checkedTags(more.tags);
  await call.ask(entityArn(accountId, entity), {
    ...requestTagContext(tags),
    'iam:PermissionsBoundary': more.boundary,
  });
  more.check?.();
  return store.change(async (rows) => {
    const { kind, name, id } = entity;
    if (await isNameTaken(rows, kind, name)) throw alreadyExists(kind, name);
    const quota = entityQuotas[kind];
    if ((await countEntities(rows, kind)) >= quota.limit) throw quotaExceeded(quota.name, quota.limit);
    const boundary =
      more.boundary === undefined ? undefined : await attachablePolicy(rows, accountId, more.boundary);
    await insertEntity(rows, { ...entity, boundary: boundary?.id });
    await putTags(rows, id, tags);
    await more.also?.(rows);
    return (await findEntityById(rows, id))!;
  });
}

/** @throws WellspringError `iam-no-such-entity`, `iam-invalid-input` */
export async function attachablePolicy(rows: Rows, accountId: string, arn: string): Promise<ManagedPolicy> {
  const policy = await findPolicy(rows, accountId, arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}
