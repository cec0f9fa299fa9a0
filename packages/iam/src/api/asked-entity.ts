import { findEntity, type Entity, type EntityKind } from '../tables/entity.js';
import type { Rows } from '../tables/rows.js';
import { boundaryArn, entityArn } from './arns.js';
import { noSuch } from './faults.js';
import type { Context, IamCall } from './iam-call.js';
import { resourceTagContext } from './tag-rules.js';

/**
 * Finds what a call is about and asks whether the caller may: by its ARN and tags where it is there, by the ARN that
 * it would have where it is not, so that who may not is told the same.
 *
 * @param context more condition keys than those of the entity itself
 * @throws WellspringError `access-denied`, `iam-no-such-entity`
 */
export async function askedEntity(
  call: IamCall,
  kind: EntityKind,
  name: string,
  context: (entity: Entity | undefined) => Context = () => ({}),
): Promise<Entity> {
  const { iam } = call;
  const entity = await findEntity(iam.store.read, kind, name);
  const arn = entityArn(iam.accountId, entity ?? { kind, path: '/', name });
  await call.ask(arn, { ...(entity && resourceTagContext(entity.tags)), ...context(entity) });
  if (!entity) throw noSuch(kind, name);
  return entity;
}

/**
 * Finds it again in the transaction that changes it: what was asked about may be gone by now.
 *
 * @throws WellspringError `iam-no-such-entity`
 */
export async function sameEntity(rows: Rows, asked: Entity): Promise<Entity> {
  const entity = await findEntity(rows, asked.kind, asked.name);
  if (entity?.id !== asked.id) throw noSuch(asked.kind, asked.name);
  return entity;
}

/** `iam:PermissionsBoundary`: the boundary that the user or role of a call has. */
export function boundaryContext(accountId: string, entity: Entity | undefined): Context {
  return entity ? { 'iam:PermissionsBoundary': boundaryArn(accountId, entity) } : {};
}
