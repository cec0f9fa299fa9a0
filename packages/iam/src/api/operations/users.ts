import { newId } from '../../entity-id.js';
import { readParameters, required } from '../../query-protocol/parameter.js';
import { attachedPoliciesOf } from '../../tables/attachments.js';
import { accessKeysOf } from '../../tables/access-keys.js';
import { deleteEntity, listEntities } from '../../tables/entity.js';
import { inlinePoliciesOf } from '../../tables/inline-policies.js';
import { askedEntity, sameEntity } from '../asked-entity.js';
import { callerName } from '../caller-name.js';
import { createEntity } from '../create-entity.js';
import { deleteConflict } from '../faults.js';
import type { OperationTable } from '../iam-call.js';
import { pageAfter, pageOf, pageSize } from '../page.js';
import * as parameter from '../parameters.js';
import { renameEntity } from '../rename-entity.js';
import { userShape } from '../shapes.js';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html and its neighbours */
export const userOperations: OperationTable = {
  async CreateUser(call) {
    const { UserName, Path, PermissionsBoundary, Tags } = readParameters(call.form, {
      UserName: required(parameter.newUserName),
      Path: parameter.path,
      PermissionsBoundary: parameter.arn,
      Tags: parameter.tags,
    });
    const user = await createEntity(
      call,
      { id: newId('AIDA'), kind: 'user', name: UserName, path: Path ?? '/' },
      { boundary: PermissionsBoundary, tags: Tags },
    );
    return { User: userShape(call.iam.accountId, user) };
  },

  async GetUser(call) {
    const { UserName } = readParameters(call.form, { UserName: parameter.userName });
    const { principal } = call.caller;
    if (UserName === undefined && principal.kind === 'root') {
      await call.ask(principal.arn);
      // The root has no name, and was there before everything else.
      return {
        User: { Path: '/', UserId: principal.account, Arn: principal.arn, CreateDate: new Date(0) },
      };
    }
    const user = await askedEntity(call, 'user', UserName ?? callerName(call));
    return { User: userShape(call.iam.accountId, user) };
  },

  async UpdateUser(call) {
    const { UserName, NewUserName, NewPath } = readParameters(call.form, {
      UserName: required(parameter.userName),
      NewUserName: parameter.newUserName,
      NewPath: parameter.path,
    });
    await renameEntity(call, 'user', UserName, { name: NewUserName, path: NewPath });
    return undefined;
  },

  async DeleteUser(call) {
    const { UserName } = readParameters(call.form, { UserName: required(parameter.userName) });
    const asked = await askedEntity(call, 'user', UserName);
    await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      if ((await accessKeysOf(rows, id)).length > 0) throw deleteConflict('must delete access keys first');
      if ((await inlinePoliciesOf(rows, id)).length > 0) throw deleteConflict('must delete policies first');
      if ((await attachedPoliciesOf(rows, id)).length > 0)
        throw deleteConflict('must detach all policies first');
      if ((await listEntities(rows, { kind: 'group', groupsOf: id, after: '', limit: 1 })).length > 0)
        throw deleteConflict('must remove users from group first');
      await deleteEntity(rows, id);
    });
    return undefined;
  },

  async ListUsers(call) {
    const { PathPrefix, ...paging } = readParameters(call.form, {
      PathPrefix: parameter.pathPrefix,
      ...parameter.paging,
    });
    const { store, accountId } = call.iam;
    await call.ask(`arn:aws:iam::${accountId}:user${PathPrefix ?? '/'}`);
    const found = await listEntities(store.read, {
      kind: 'user',
      pathPrefix: PathPrefix,
      after: pageAfter(paging),
      limit: pageSize(paging) + 1,
    });
    const { items, members } = pageOf(paging, found, ({ name }) => name);
    return { Users: items.map((user) => userShape(accountId, user, 'listed')), ...members };
  },
};
