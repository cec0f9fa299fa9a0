import { WellspringError } from '@wellspring/errors';
import { readParameters, required } from '../../query-protocol/parameter.js';
import { deleteInlinePolicy, inlinePoliciesOf, putInlinePolicy } from '../../tables/inline-policies.js';
import { askedEntity, boundaryContext, sameEntity } from '../asked-entity.js';
import { noSuchEntity } from '../faults.js';
import { holderKinds, holderOf, type HolderKind } from '../holder-kind.js';
import type { OperationTable } from '../iam-call.js';
import { policySizes } from '../limits.js';
import { pageOfAll } from '../page.js';
import * as parameter from '../parameters.js';
import { checkPolicy, sizeOf } from '../policy-rules.js';
import { encodedDocument } from '../shapes.js';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html and its neighbours */
export const inlinePolicyOperations: OperationTable = Object.assign(
  {},
  ...holderKinds.map(operationsOf),
) as OperationTable;

function operationsOf(holder: HolderKind): OperationTable {
  const { kind, title } = holder;
  const named = { ...holderOf(holder), PolicyName: required(parameter.policyName) };
  const noSuchPolicy = (name: string): WellspringError =>
    noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);

  return {
    async [`Put${title}Policy`](call) {
      const {
        holder: name,
        PolicyName,
        PolicyDocument,
      } = readParameters(call.form, {
        ...named,
        PolicyDocument: required(parameter.policyDocument),
      });
      const { store, accountId } = call.iam;
      const asked = await askedEntity(call, kind, name, (entity) => boundaryContext(accountId, entity));
      checkPolicy(PolicyDocument, 'identity');
      await store.change(async (rows) => {
        const { id } = await sameEntity(rows, asked);
        const others = (await inlinePoliciesOf(rows, id)).filter((each) => each.name !== PolicyName);
        const size = others.reduce((sum, each) => sum + sizeOf(each.document), sizeOf(PolicyDocument));
        if (size > policySizes[kind])
          throw new WellspringError(
            'iam-limit-exceeded',
            `Maximum policy size of ${policySizes[kind]} bytes exceeded for ${kind} ${name}`,
          );
        await putInlinePolicy(rows, id, { name: PolicyName, document: PolicyDocument });
      });
      return undefined;
    },

    async [`Get${title}Policy`](call) {
      const { holder: name, PolicyName } = readParameters(call.form, named);
      const entity = await askedEntity(call, kind, name);
      const policies = await inlinePoliciesOf(call.iam.store.read, entity.id);
      const policy = policies.find((each) => each.name === PolicyName);
      if (!policy) throw noSuchPolicy(PolicyName);
      return {
        [`${title}Name`]: entity.name,
        PolicyName,
        PolicyDocument: encodedDocument(policy.document),
      };
    },

    async [`Delete${title}Policy`](call) {
      const { holder: name, PolicyName } = readParameters(call.form, named);
      const { store, accountId } = call.iam;
      const asked = await askedEntity(call, kind, name, (entity) => boundaryContext(accountId, entity));
      await store.change(async (rows) => {
        const { id } = await sameEntity(rows, asked);
        if (!(await deleteInlinePolicy(rows, id, PolicyName))) throw noSuchPolicy(PolicyName);
      });
      return undefined;
    },

    async [`List${title}Policies`](call) {
      const { holder: name, ...paging } = readParameters(call.form, {
        ...holderOf(holder),
        ...parameter.paging,
      });
      const entity = await askedEntity(call, kind, name);
      const policies = await inlinePoliciesOf(call.iam.store.read, entity.id);
      const { items, members } = pageOfAll(paging, policies, (each) => each.name);
      return { PolicyNames: items.map((each) => each.name), ...members };
    },
  };
}
