import { newId } from '../../entity-id.js';
import { readParameters, required, text } from '../../query-protocol/parameter.js';
import { newSecret, sealSecret } from '../../secret-access-key.js';
import {
  accessKeysOf,
  deleteAccessKey,
  findAccessKey,
  insertAccessKey,
  setAccessKeyActive,
} from '../../tables/access-keys.js';
import { findEntityById } from '../../tables/entity.js';
import { entityArn } from '../arns.js';
import { askedEntity, sameEntity } from '../asked-entity.js';
import { callerName } from '../caller-name.js';
import { noSuchEntity, quotaExceeded } from '../faults.js';
import type { OperationTable } from '../iam-call.js';
import { accessKeysPerUser } from '../limits.js';
import { pageOfAll } from '../page.js';
import * as parameter from '../parameters.js';
import { accessKeyShape } from '../shapes.js';
import { resourceTagContext } from '../tag-rules.js';

const status = text({ values: ['Active', 'Inactive'] });

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html and its neighbours */
export const accessKeyOperations: OperationTable = {
  async CreateAccessKey(call) {
    const { UserName } = readParameters(call.form, { UserName: parameter.userName });
    const asked = await askedEntity(call, 'user', UserName ?? callerName(call));
    const { store, sealer } = call.iam;
    const id = newId('AKIA');
    const secret = newSecret();
    const key = await store.change(async (rows) => {
      const user = await sameEntity(rows, asked);
      if ((await accessKeysOf(rows, user.id)).length >= accessKeysPerUser)
        throw quotaExceeded('AccessKeysPerUser', accessKeysPerUser);
      await insertAccessKey(rows, { id, userId: user.id, sealedSecret: sealSecret(sealer, id, secret) });
      return (await findAccessKey(rows, id))!;
    });
    // The only time that it is shown.
    return { AccessKey: { ...accessKeyShape(key), SecretAccessKey: secret } };
  },

  async UpdateAccessKey(call) {
    const { UserName, AccessKeyId, Status } = readParameters(call.form, {
      UserName: parameter.userName,
      AccessKeyId: required(parameter.accessKeyId),
      Status: required(status),
    });
    const asked = await askedEntity(call, 'user', UserName ?? callerName(call));
    await call.iam.store.change(async (rows) => {
      const key = { id: AccessKeyId, userId: (await sameEntity(rows, asked)).id };
      if (!(await setAccessKeyActive(rows, key, Status === 'Active'))) throw noSuchKey(AccessKeyId);
    });
    return undefined;
  },

  async DeleteAccessKey(call) {
    const { UserName, AccessKeyId } = readParameters(call.form, {
      UserName: parameter.userName,
      AccessKeyId: required(parameter.accessKeyId),
    });
    const asked = await askedEntity(call, 'user', UserName ?? callerName(call));
    await call.iam.store.change(async (rows) => {
      const key = { id: AccessKeyId, userId: (await sameEntity(rows, asked)).id };
      if (!(await deleteAccessKey(rows, key))) throw noSuchKey(AccessKeyId);
    });
    return undefined;
  },

  async ListAccessKeys(call) {
    const { UserName, ...paging } = readParameters(call.form, {
      UserName: parameter.userName,
      ...parameter.paging,
    });
    const user = await askedEntity(call, 'user', UserName ?? callerName(call));
    const keys = await accessKeysOf(call.iam.store.read, user.id);
    const { items, members } = pageOfAll(paging, keys, ({ id }) => id);
    return { UserName: user.name, AccessKeyMetadata: items.map(accessKeyShape), ...members };
  },

  async GetAccessKeyLastUsed(call) {
    const { AccessKeyId } = readParameters(call.form, { AccessKeyId: required(parameter.accessKeyId) });
    const { store, accountId } = call.iam;
    const key = await findAccessKey(store.read, AccessKeyId);
    const user = key && (await findEntityById(store.read, key.userId));
    // Who may not ask about every user is not told which keys there are.
    const named = `access key ${AccessKeyId}`;
    if (user) await call.ask(entityArn(accountId, user), resourceTagContext(user.tags), named);
    else await call.ask(`arn:aws:iam::${accountId}:user/*`, undefined, named);
    if (!key) throw noSuchKey(AccessKeyId);
    return {
      UserName: key.userName,
      AccessKeyLastUsed: {
        LastUsedDate: key.used ?? undefined,
        ServiceName: key.usedService ?? 'N/A',
        Region: key.usedRegion ?? 'N/A',
      },
    };
  },
};

function noSuchKey(id: string) {
  return noSuchEntity(`The Access Key with id ${id} cannot be found.`);
}
