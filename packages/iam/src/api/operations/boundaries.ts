import { readParameters, required } from '../../query-protocol/parameter.js';
import { updateEntity } from '../../tables/entity.js';
import { askedEntity, boundaryContext, sameEntity } from '../asked-entity.js';
import { attachablePolicy } from '../create-entity.js';
import { noSuchEntity } from '../faults.js';
import { holderOf, roleKind, userKind, type HolderKind } from '../holder-kind.js';
import type { OperationTable } from '../iam-call.js';
import * as parameter from '../parameters.js';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html and its neighbours */
export const boundaryOperations: OperationTable = {
  ...operationsOf(userKind),
  ...operationsOf(roleKind),
};

function operationsOf(holder: HolderKind): OperationTable {
  const { kind, title } = holder;
  return {
    async [`Put${title}PermissionsBoundary`](call) {
      const { holder: name, PermissionsBoundary } = readParameters(call.form, {
        ...holderOf(holder),
        PermissionsBoundary: required(parameter.arn),
      });
      const asked = await askedEntity(call, kind, name, () => ({
        'iam:PermissionsBoundary': PermissionsBoundary,
      }));
      const { store, accountId } = call.iam;
      await store.change(async (rows) => {
        const { id } = await sameEntity(rows, asked);
        const policy = await attachablePolicy(rows, accountId, PermissionsBoundary);
        await updateEntity(rows, id, { boundary: policy.id });
      });
      return undefined;
    },

    async [`Delete${title}PermissionsBoundary`](call) {
      const { holder: name } = readParameters(call.form, holderOf(holder));
      const { store, accountId } = call.iam;
      const asked = await askedEntity(call, kind, name, (entity) => boundaryContext(accountId, entity));
      await store.change(async (rows) => {
        const entity = await sameEntity(rows, asked);
        if (entity.boundary === null)
          throw noSuchEntity(`${title} ${name} does not have a permissions boundary.`);
        await updateEntity(rows, entity.id, { boundary: null });
      });
      return undefined;
    },
  };
}
