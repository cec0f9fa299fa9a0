import { isNameTaken, updateEntity } from '../tables/entity.js';
import { entityArn } from './arns.js';
import { askedEntity, sameEntity } from './asked-entity.js';
import { alreadyExists } from './faults.js';
import type { IamCall } from './iam-call.js';
import { resourceTagContext } from './tag-rules.js';

/**
 * Gives a user or a group another name or path: "you must have the appropriate permissions on both the source object
 * and the target object" (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html).
 *
 * @throws WellspringError `access-denied`, `iam-no-such-entity`, `iam-entity-already-exists`
 */
export async function renameEntity(
  call: IamCall,
  kind: 'user' | 'group',
  name: string,
  target: { readonly name: string | undefined; readonly path: string | undefined },
): Promise<void> {
  const { store, accountId } = call.iam;
  const asked = await askedEntity(call, kind, name);
  const renamed = { kind, name: target.name ?? asked.name, path: target.path ?? asked.path };
  await call.ask(entityArn(accountId, renamed), resourceTagContext(asked.tags));
  await store.change(async (rows) => {
    const { id } = await sameEntity(rows, asked);
    const isOtherName = renamed.name.toLowerCase() !== asked.name.toLowerCase();
    if (isOtherName && (await isNameTaken(rows, kind, renamed.name))) throw alreadyExists(kind, renamed.name);
    await updateEntity(rows, id, target);
  });
}
