import { newId } from '../../entity-id.js';
import { readParameters, required } from '../../query-protocol/parameter.js';
import { attachedPoliciesOf } from '../../tables/attachments.js';
import { deleteEntity, findEntityById, listEntities, updateEntity } from '../../tables/entity.js';
import { inlinePoliciesOf } from '../../tables/inline-policies.js';
import { askedEntity, sameEntity } from '../asked-entity.js';
import { createEntity } from '../create-entity.js';
import { deleteConflict } from '../faults.js';
import type { OperationTable } from '../iam-call.js';
import { pageAfter, pageOf, pageSize } from '../page.js';
import * as parameter from '../parameters.js';
import { checkTrustPolicy } from '../policy-rules.js';
import { roleShape } from '../shapes.js';

/** An hour, as IAM has it. */
const usualSessionSeconds = 3600;

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and its neighbours */
export const roleOperations: OperationTable = {
  async CreateRole(call) {
    const given = readParameters(call.form, {
      RoleName: required(parameter.roleName),
      Path: parameter.path,
      AssumeRolePolicyDocument: required(parameter.policyDocument),
      Description: parameter.roleDescription,
      MaxSessionDuration: parameter.maxSessionDuration,
      PermissionsBoundary: parameter.arn,
      Tags: parameter.tags,
    });
    const role = await createEntity(
      call,
      {
        id: newId('AROA'),
        kind: 'role',
        name: given.RoleName,
        path: given.Path ?? '/',
        description: given.Description,
        trust: given.AssumeRolePolicyDocument,
        maxSessionSeconds: given.MaxSessionDuration ?? usualSessionSeconds,
      },
      {
        boundary: given.PermissionsBoundary,
        tags: given.Tags,
        check: () => {
          checkTrustPolicy(given.AssumeRolePolicyDocument);
        },
      },
    );
    return { Role: roleShape(call.iam.accountId, role) };
  },

  async GetRole(call) {
    const { RoleName } = readParameters(call.form, { RoleName: required(parameter.roleName) });
    return { Role: roleShape(call.iam.accountId, await askedEntity(call, 'role', RoleName)) };
  },

  async UpdateRole(call) {
    const { RoleName, Description, MaxSessionDuration } = readParameters(call.form, {
      RoleName: required(parameter.roleName),
      Description: parameter.roleDescription,
      MaxSessionDuration: parameter.maxSessionDuration,
    });
    const asked = await askedEntity(call, 'role', RoleName);
    await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      await updateEntity(rows, id, { description: Description, maxSessionSeconds: MaxSessionDuration });
    });
    return {};
  },

  async UpdateRoleDescription(call) {
    const { RoleName, Description } = readParameters(call.form, {
      RoleName: required(parameter.roleName),
      Description: required(parameter.roleDescription),
    });
    const asked = await askedEntity(call, 'role', RoleName);
    const role = await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      await updateEntity(rows, id, { description: Description });
      return (await findEntityById(rows, id))!;
    });
    return { Role: roleShape(call.iam.accountId, role) };
  },

  async UpdateAssumeRolePolicy(call) {
    const { RoleName, PolicyDocument } = readParameters(call.form, {
      RoleName: required(parameter.roleName),
      PolicyDocument: required(parameter.policyDocument),
    });
    const asked = await askedEntity(call, 'role', RoleName);
    checkTrustPolicy(PolicyDocument);
    await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      await updateEntity(rows, id, { trust: PolicyDocument });
    });
    return undefined;
  },

  async DeleteRole(call) {
    const { RoleName } = readParameters(call.form, { RoleName: required(parameter.roleName) });
    const asked = await askedEntity(call, 'role', RoleName);
    await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      if ((await inlinePoliciesOf(rows, id)).length > 0) throw deleteConflict('must delete policies first');
      if ((await attachedPoliciesOf(rows, id)).length > 0)
        throw deleteConflict('must detach all policies first');
      await deleteEntity(rows, id);
    });
    return undefined;
  },

  async ListRoles(call) {
    const { PathPrefix, ...paging } = readParameters(call.form, {
      PathPrefix: parameter.pathPrefix,
      ...parameter.paging,
    });
    const { store, accountId } = call.iam;
    await call.ask(`arn:aws:iam::${accountId}:role${PathPrefix ?? '/'}`);
    const found = await listEntities(store.read, {
      kind: 'role',
      pathPrefix: PathPrefix,
      after: pageAfter(paging),
      limit: pageSize(paging) + 1,
    });
    const { items, members } = pageOf(paging, found, ({ name }) => name);
    return { Roles: items.map((role) => roleShape(accountId, role, 'listed')), ...members };
  },
};
