import { awsManagedPolicies } from '../../managed-policies/aws-managed-policies.js';
import type { AwsManagedPolicy } from '../../managed-policies/aws-managed-policy.js';
import { list, readParameters, required, text } from '../../query-protocol/parameter.js';
import { accountDetails, type AccountDetails } from '../../tables/account-details.js';
import { usesOfPolicies, type PolicyUse } from '../../tables/attachments.js';
import { listEntities, type Entity, type EntityKind } from '../../tables/entity.js';
import type { IamCall, OperationTable } from '../iam-call.js';
import { pageAfter, pageOf, pageSize, type Paging } from '../page.js';
import * as parameter from '../parameters.js';
import {
  attachedPolicyShape,
  awsPolicyShape,
  awsVersion,
  encodedDocument,
  groupShape,
  policyShape,
  roleShape,
  userShape,
  versionShape,
  type Members,
} from '../shapes.js';

type Filter = 'User' | 'Role' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy';

/** In the order in which pages go through them, and the kind of rows that they are. */
const filters: readonly (readonly [Filter, EntityKind | 'aws'])[] = [
  ['AWSManagedPolicy', 'aws'],
  ['Group', 'group'],
  ['LocalManagedPolicy', 'policy'],
  ['Role', 'role'],
  ['User', 'user'],
];

/** One row of the page, with the place in the order of all. */
interface Found {
  readonly key: string;
  readonly item: Entity | AwsManagedPolicy;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export const authorizationDetailsOperations: OperationTable = {
  async GetAccountAuthorizationDetails(call) {
    const given = readParameters(call.form, {
      Filter: list(required(text({ values: filters.map(([filter]) => filter) })), { max: 5 }),
      ...parameter.paging,
    });
    await call.ask('*');
    const { Filter: wanted = [] } = given;
    const kinds = filters.flatMap(([filter, kind]) =>
      wanted.length === 0 || wanted.includes(filter) ? [kind] : [],
    );
    const { items, members } = pageOf(given, await foundOf(call, given, kinds), ({ key }) => key);
    return { ...(await detailLists(call, items)), ...members };
  },
};

async function foundOf(
  { iam: { store } }: IamCall,
  paging: Paging,
  kinds: readonly (EntityKind | 'aws')[],
): Promise<readonly Found[]> {
  const after = pageAfter(paging);
  const [afterKind = '', afterName = ''] = after.split(' ');
  const limit = pageSize(paging) + 1;
  const found: Found[] = [];
  for (const kind of kinds) {
    if (kind < afterKind || found.length >= limit) continue;
    const name = kind === afterKind ? afterName : '';
    const items =
      kind === 'aws'
        ? awsManagedPolicies.filter((policy) => policy.name > name)
        : await listEntities(store.read, { kind, after: name, limit: limit - found.length });
    found.push(...items.map((item) => ({ key: `${kind} ${item.name}`, item })));
  }
  return found;
}

async function detailLists({ iam }: IamCall, found: readonly Found[]): Promise<Members> {
  const { store, accountId } = iam;
  const ids = found.map(({ item }) => item.id);
  const details = await accountDetails(store.read, ids);
  const uses = await usesOfPolicies(store.read, ids);
  const lists: Record<'users' | 'groups' | 'roles' | 'policies', Members[]> = {
    users: [],
    groups: [],
    roles: [],
    policies: [],
  };
  for (const { item } of found) {
    if (!('kind' in item)) {
      lists.policies.push(awsDetail(item, uses.get(item.id)));
      continue;
    }
    const attached = (details.attachedPolicies.get(item.id) ?? []).map((each) =>
      attachedPolicyShape(accountId, each),
    );
    const inline = inlineShapes(details, item);
    switch (item.kind) {
      case 'user':
        lists.users.push({
          ...userShape(accountId, item),
          UserPolicyList: inline,
          GroupList: details.groups.get(item.id) ?? [],
          AttachedManagedPolicies: attached,
        });
        break;
      case 'group':
        lists.groups.push({
          ...groupShape(accountId, item),
          GroupPolicyList: inline,
          AttachedManagedPolicies: attached,
        });
        break;
      case 'role':
        lists.roles.push({
          ...roleShape(accountId, item),
          InstanceProfileList: [],
          RolePolicyList: inline,
          AttachedManagedPolicies: attached,
        });
        break;
      case 'policy':
        lists.policies.push({
          ...policyShape(accountId, item, uses.get(item.id)),
          PolicyVersionList: (details.versions.get(item.id) ?? []).map((version) =>
            versionShape(version, item.defaultVersion!, true),
          ),
        });
        break;
      default:
        item.kind satisfies never;
    }
  }
  return {
    UserDetailList: lists.users,
    GroupDetailList: lists.groups,
    RoleDetailList: lists.roles,
    Policies: lists.policies,
  };
}

function inlineShapes(details: AccountDetails, { id }: Entity): readonly Members[] {
  return (details.inlinePolicies.get(id) ?? []).map(({ name, document }) => ({
    PolicyName: name,
    PolicyDocument: encodedDocument(document),
  }));
}

function awsDetail(policy: AwsManagedPolicy, use: PolicyUse | undefined): Members {
  return {
    ...awsPolicyShape(policy, use),
    PolicyVersionList: [versionShape(awsVersion(policy), policy.version, true)],
  };
}
