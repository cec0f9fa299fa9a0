import { WellspringError } from '@wellspring/errors';
import { newId } from '../../entity-id.js';
import { awsManagedPolicies } from '../../managed-policies/aws-managed-policies.js';
import { readParameters, required, text } from '../../query-protocol/parameter.js';
import { usesOfPolicies, type PolicyUse } from '../../tables/attachments.js';
import { deleteEntity, listEntities } from '../../tables/entity.js';
import { insertVersion, versionsOf } from '../../tables/policy-versions.js';
import { sameEntity } from '../asked-entity.js';
import { askedOwnPolicy, askedPolicy } from '../asked-policy.js';
import { createEntity } from '../create-entity.js';
import type { IamCall, OperationTable } from '../iam-call.js';
import { pageAfter, pageOf, pageSize, type Paging } from '../page.js';
import * as parameter from '../parameters.js';
import { checkManagedPolicy } from '../policy-rules.js';
import { awsPolicyShape, policyShape, type Members } from '../shapes.js';

const policyArn = { PolicyArn: required(parameter.arn) };

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html and its neighbours */
export const policyOperations: OperationTable = {
  async CreatePolicy(call) {
    const given = readParameters(call.form, {
      PolicyName: required(parameter.policyName),
      Path: parameter.policyPath,
      PolicyDocument: required(parameter.policyDocument),
      Description: parameter.policyDescription,
      Tags: parameter.tags,
    });
    const id = newId('ANPA');
    const policy = await createEntity(
      call,
      {
        id,
        kind: 'policy',
        name: given.PolicyName,
        path: given.Path ?? '/',
        description: given.Description,
      },
      {
        tags: given.Tags,
        check: () => {
          checkManagedPolicy(given.PolicyDocument);
        },
        also: (rows) => insertVersion(rows, id, 1, given.PolicyDocument),
      },
    );
    return { Policy: policyShape(call.iam.accountId, policy, undefined) };
  },

  async GetPolicy(call) {
    const { PolicyArn } = readParameters(call.form, policyArn);
    const found = await askedPolicy(call, PolicyArn);
    const use = (await usesOfPolicies(call.iam.store.read, [found.id])).get(found.id);
    return {
      Policy:
        found.kind === 'aws'
          ? awsPolicyShape(found.policy, use)
          : policyShape(call.iam.accountId, found.policy, use),
    };
  },

  async DeletePolicy(call) {
    const { PolicyArn } = readParameters(call.form, policyArn);
    const asked = await askedOwnPolicy(call, PolicyArn);
    await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      if ((await usesOfPolicies(rows, [id])).has(id))
        throw new WellspringError('iam-delete-conflict', 'Cannot delete a policy attached to entities.');
      if ((await versionsOf(rows, id)).length > 1)
        throw new WellspringError(
          'iam-delete-conflict',
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      await deleteEntity(rows, id);
    });
    return undefined;
  },

  async ListPolicies(call) {
    const given = readParameters(call.form, {
      Scope: text({ values: ['All', 'AWS', 'Local'] }),
      OnlyAttached: parameter.boolean,
      PathPrefix: parameter.policyPath,
      PolicyUsageFilter: text({ values: ['PermissionsPolicy', 'PermissionsBoundary'] }),
      ...parameter.paging,
    });
    const { Scope = 'All', PathPrefix = '/', PolicyUsageFilter: filter } = given;
    await call.ask(`arn:aws:iam::${call.iam.accountId}:policy${PathPrefix}`);
    const usage: PolicyUsage | undefined =
      filter === 'PermissionsBoundary'
        ? 'boundary'
        : filter === 'PermissionsPolicy' || given.OnlyAttached === true
          ? 'attached'
          : undefined;
    const { items, members } = await listPolicies(call, given, {
      scopes: Scope === 'All' ? ['AWS', 'Local'] : [Scope],
      pathPrefix: PathPrefix,
      usage,
    });
    return { Policies: items, ...members };
  },
};

type PolicyUsage = 'attached' | 'boundary';

/** AWS's policies come first, then the account's own; a marker says in which of them to go on. */
async function listPolicies(
  { iam: { store, accountId } }: IamCall,
  paging: Paging,
  range: {
    readonly scopes: readonly string[];
    readonly pathPrefix: string;
    readonly usage: PolicyUsage | undefined;
  },
): Promise<{ readonly items: readonly Members[]; readonly members: Members }> {
  const after = pageAfter(paging);
  const limit = pageSize(paging) + 1;
  const isUsed = (use: PolicyUse | undefined): boolean =>
    range.usage === undefined ||
    (use !== undefined && (range.usage === 'attached' ? use.attached : use.bounded) > 0);
  const found: { readonly key: string; readonly shape: Members }[] = [];
  if (range.scopes.includes('AWS') && range.pathPrefix === '/') {
    const uses = await usesOfPolicies(
      store.read,
      awsManagedPolicies.map(({ id }) => id),
    );
    for (const policy of awsManagedPolicies) {
      const key = `AWS ${policy.name}`;
      const use = uses.get(policy.id);
      if (key > after && isUsed(use)) found.push({ key, shape: awsPolicyShape(policy, use, 'listed') });
    }
  }
  if (range.scopes.includes('Local') && found.length < limit) {
    const policies = await listEntities(store.read, {
      kind: 'policy',
      pathPrefix: range.pathPrefix,
      usage: range.usage,
      after: after.startsWith('Local ') ? after.slice('Local '.length) : '',
      limit: limit - found.length,
    });
    const uses = await usesOfPolicies(
      store.read,
      policies.map(({ id }) => id),
    );
    for (const policy of policies)
      found.push({
        key: `Local ${policy.name}`,
        shape: policyShape(accountId, policy, uses.get(policy.id), 'listed'),
      });
  }
  const { items, members } = pageOf(paging, found, ({ key }) => key);
  return { items: items.map(({ shape }) => shape), members };
}
