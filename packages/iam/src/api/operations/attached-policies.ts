import { readParameters, required, text } from '../../query-protocol/parameter.js';
import { attachPolicy, attachedPoliciesOf, detachPolicy, holdersOfPolicy } from '../../tables/attachments.js';
import { askedEntity, boundaryContext, sameEntity } from '../asked-entity.js';
import { askedPolicy, findPolicy } from '../asked-policy.js';
import { attachablePolicy } from '../create-entity.js';
import { noSuchEntity, quotaExceeded } from '../faults.js';
import { holderKinds, holderOf, type HolderKind } from '../holder-kind.js';
import type { OperationTable } from '../iam-call.js';
import { attachmentQuotas } from '../limits.js';
import { pageAfter, pageOf, pageOfAll, pageSize } from '../page.js';
import * as parameter from '../parameters.js';
import { attachedPolicyName, attachedPolicyShape } from '../shapes.js';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html and its neighbours */
export const attachedPolicyOperations: OperationTable = {
  ...(Object.assign({}, ...holderKinds.map(operationsOf)) as OperationTable),

  async ListEntitiesForPolicy(call) {
    const given = readParameters(call.form, {
      PolicyArn: required(parameter.arn),
      EntityFilter: text({ values: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] }),
      PathPrefix: parameter.path,
      PolicyUsageFilter: text({ values: ['PermissionsPolicy', 'PermissionsBoundary'] }),
      ...parameter.paging,
    });
    const policy = await askedPolicy(call, given.PolicyArn);
    const [kind = '', name = ''] = pageAfter(given).split(' ');
    const filter = given.EntityFilter;
    const usage = given.PolicyUsageFilter;
    const found = await holdersOfPolicy(call.iam.store.read, {
      policyId: policy.id,
      kinds: holderKinds.flatMap((each) =>
        filter === undefined || filter === each.title ? [each.kind] : [],
      ),
      uses: [
        ...(usage === 'PermissionsBoundary' ? [] : ['attached' as const]),
        ...(usage === 'PermissionsPolicy' ? [] : ['boundary' as const]),
      ],
      pathPrefix: given.PathPrefix ?? '/',
      after: { kind, name },
      limit: pageSize(given) + 1,
    });
    const { items, members } = pageOf(given, found, (each) => `${each.kind} ${each.name}`);
    const shapes = ({ kind: of, title }: HolderKind) =>
      items.flatMap((each) =>
        each.kind === of ? [{ [`${title}Name`]: each.name, [`${title}Id`]: each.id }] : [],
      );
    return {
      ...Object.fromEntries(holderKinds.map((each) => [`Policy${each.title}s`, shapes(each)])),
      ...members,
    };
  },
};

function operationsOf(holder: HolderKind): OperationTable {
  const { kind, title } = holder;
  const named = { ...holderOf(holder), PolicyArn: required(parameter.arn) };

  return {
    async [`Attach${title}Policy`](call) {
      const { holder: name, PolicyArn } = readParameters(call.form, named);
      const { store, accountId } = call.iam;
      const asked = await askedEntity(call, kind, name, (entity) => ({
        'iam:PolicyARN': PolicyArn,
        ...boundaryContext(accountId, entity),
      }));
      await store.change(async (rows) => {
        const { id } = await sameEntity(rows, asked);
        const policy = await attachablePolicy(rows, accountId, PolicyArn);
        const attached = await attachedPoliciesOf(rows, id);
        const quota = attachmentQuotas[kind];
        if (attached.length >= quota.limit && !attached.some((each) => each.id === policy.id))
          throw quotaExceeded(quota.name, quota.limit);
        await attachPolicy(rows, id, policy.id);
      });
      return undefined;
    },

    async [`Detach${title}Policy`](call) {
      const { holder: name, PolicyArn } = readParameters(call.form, named);
      const { store, accountId } = call.iam;
      const asked = await askedEntity(call, kind, name, (entity) => ({
        'iam:PolicyARN': PolicyArn,
        ...boundaryContext(accountId, entity),
      }));
      await store.change(async (rows) => {
        const { id } = await sameEntity(rows, asked);
        const policy = await findPolicy(rows, accountId, PolicyArn);
        if (!policy || !(await detachPolicy(rows, id, policy.id)))
          throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
      });
      return undefined;
    },

    async [`ListAttached${title}Policies`](call) {
      const given = readParameters(call.form, {
        ...holderOf(holder),
        PathPrefix: parameter.policyPath,
        ...parameter.paging,
      });
      const { store, accountId } = call.iam;
      const entity = await askedEntity(call, kind, given.holder);
      const { PathPrefix = '/' } = given;
      const attached = (await attachedPoliciesOf(store.read, entity.id)).filter(({ path }) =>
        (path ?? '/').startsWith(PathPrefix),
      );
      const { items, members } = pageOfAll(given, attached, attachedPolicyName);
      return { AttachedPolicies: items.map((each) => attachedPolicyShape(accountId, each)), ...members };
    },
  };
}
