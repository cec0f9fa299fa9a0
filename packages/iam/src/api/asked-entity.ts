import { WellspringError } from '@wellspring/errors';
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
  const keys = { ...(entity && resourceTagContext(entity.tags)), ...context(entity) };
  // The path in the ARN is that of what is there: a denial has the name alone, as IAM words it.
  await call.ask(arn, keys, `${kind} ${name}`);
  if (!entity) throw noSuch(kind, name);
  return entity;
}

/**
 * Finds it again in the transaction that changes it. What the caller was asked about may be gone by now, or have
 * another path, boundary or other tags, for which the answer could have been another.
 *
 * @throws WellspringError `iam-no-such-entity`, `iam-concurrent-modification`
 */
export async function sameEntity(rows: Rows, asked: Entity): Promise<Entity> {
  const entity = await findEntity(rows, asked.kind, asked.name);
  if (entity?.id !== asked.id) throw noSuch(asked.kind, asked.name);
  if (whatIsAskedAbout(entity) !== whatIsAskedAbout(asked))
    throw new WellspringError(
      'iam-concurrent-modification',
      `The ${asked.kind} ${asked.name} was changed meanwhile. Submit your request again.`,
    );
  return entity;
}

/** All of an entity that conditions of policies can be about. */
function whatIsAskedAbout({ path, boundary, tags }: Entity): string {
  return JSON.stringify([path, boundary, tags.map(({ key, value }) => [key, value])]);
}

/** `iam:PermissionsBoundary`: the boundary that the user or role of a call has. */
export function boundaryContext(accountId: string, entity: Entity | undefined): Context {
  return entity ? { 'iam:PermissionsBoundary': boundaryArn(accountId, entity) } : {};
}
