import { newId } from '../../entity-id.js';
import { readParameters, required } from '../../query-protocol/parameter.js';
import { attachedPoliciesOf } from '../../tables/attachments.js';
import { deleteEntity, findEntity, listEntities } from '../../tables/entity.js';
import { inlinePoliciesOf } from '../../tables/inline-policies.js';
import { addMember, membershipOf, removeMember } from '../../tables/members.js';
import { askedEntity, sameEntity } from '../asked-entity.js';
import { createEntity } from '../create-entity.js';
import { deleteConflict, noSuch, quotaExceeded } from '../faults.js';
import type { OperationTable } from '../iam-call.js';
import { groupsPerUser } from '../limits.js';
import { pageAfter, pageOf, pageSize } from '../page.js';
import * as parameter from '../parameters.js';
import { renameEntity } from '../rename-entity.js';
import { groupShape, userShape } from '../shapes.js';

const membership = {
  GroupName: required(parameter.groupName),
  UserName: required(parameter.userName),
};

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html and its neighbours */
export const groupOperations: OperationTable = {
  async CreateGroup(call) {
    const { GroupName, Path } = readParameters(call.form, {
      GroupName: required(parameter.groupName),
      Path: parameter.path,
    });
    const group = await createEntity(
      call,
      { id: newId('AGPA'), kind: 'group', name: GroupName, path: Path ?? '/' },
      {},
    );
    return { Group: groupShape(call.iam.accountId, group) };
  },

  async GetGroup(call) {
    const { GroupName, ...paging } = readParameters(call.form, {
      GroupName: required(parameter.groupName),
      ...parameter.paging,
    });
    const { store, accountId } = call.iam;
    const group = await askedEntity(call, 'group', GroupName);
    const users = await listEntities(store.read, {
      kind: 'user',
      membersOf: group.id,
      after: pageAfter(paging),
      limit: pageSize(paging) + 1,
    });
    const { items, members } = pageOf(paging, users, ({ name }) => name);
    return {
      Group: groupShape(accountId, group),
      Users: items.map((user) => userShape(accountId, user, 'listed')),
      ...members,
    };
  },

  async UpdateGroup(call) {
    const { GroupName, NewGroupName, NewPath } = readParameters(call.form, {
      GroupName: required(parameter.groupName),
      NewGroupName: parameter.groupName,
      NewPath: parameter.path,
    });
    await renameEntity(call, 'group', GroupName, { name: NewGroupName, path: NewPath });
    return undefined;
  },

  async DeleteGroup(call) {
    const { GroupName } = readParameters(call.form, { GroupName: required(parameter.groupName) });
    const asked = await askedEntity(call, 'group', GroupName);
    await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      if ((await listEntities(rows, { kind: 'user', membersOf: id, after: '', limit: 1 })).length > 0)
        throw deleteConflict('must remove users from group first');
      if ((await inlinePoliciesOf(rows, id)).length > 0) throw deleteConflict('must delete policies first');
      if ((await attachedPoliciesOf(rows, id)).length > 0)
        throw deleteConflict('must detach all policies first');
      await deleteEntity(rows, id);
    });
    return undefined;
  },

  async ListGroups(call) {
    const { PathPrefix, ...paging } = readParameters(call.form, {
      PathPrefix: parameter.pathPrefix,
      ...parameter.paging,
    });
    const { store, accountId } = call.iam;
    await call.ask(`arn:aws:iam::${accountId}:group${PathPrefix ?? '/'}`);
    const found = await listEntities(store.read, {
      kind: 'group',
      pathPrefix: PathPrefix,
      after: pageAfter(paging),
      limit: pageSize(paging) + 1,
    });
    const { items, members } = pageOf(paging, found, ({ name }) => name);
    return { Groups: items.map((group) => groupShape(accountId, group)), ...members };
  },

  async ListGroupsForUser(call) {
    const { UserName, ...paging } = readParameters(call.form, {
      UserName: required(parameter.userName),
      ...parameter.paging,
    });
    const { store, accountId } = call.iam;
    const user = await askedEntity(call, 'user', UserName);
    const groups = await listEntities(store.read, {
      kind: 'group',
      groupsOf: user.id,
      after: pageAfter(paging),
      limit: pageSize(paging) + 1,
    });
    const { items, members } = pageOf(paging, groups, ({ name }) => name);
    return { Groups: items.map((group) => groupShape(accountId, group)), ...members };
  },

  async AddUserToGroup(call) {
    const { GroupName, UserName } = readParameters(call.form, membership);
    const asked = await askedEntity(call, 'group', GroupName);
    await call.iam.store.change(async (rows) => {
      const group = await sameEntity(rows, asked);
      const user = await findEntity(rows, 'user', UserName);
      if (!user) throw noSuch('user', UserName);
      const { count, isMember } = await membershipOf(rows, user.id, group.id);
      if (!isMember && count >= groupsPerUser) throw quotaExceeded('GroupsPerUser', groupsPerUser);
      await addMember(rows, user.id, group.id);
    });
    return undefined;
  },

  async RemoveUserFromGroup(call) {
    const { GroupName, UserName } = readParameters(call.form, membership);
    const asked = await askedEntity(call, 'group', GroupName);
    await call.iam.store.change(async (rows) => {
      const group = await sameEntity(rows, asked);
      const user = await findEntity(rows, 'user', UserName);
      if (!user) throw noSuch('user', UserName);
      await removeMember(rows, user.id, group.id);
    });
    return undefined;
  },
};
