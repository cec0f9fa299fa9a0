import { dataStoreArn } from '@wellspring/access';
import { dataAccessRoleArn, type ServiceRoles } from '@wellspring/iam';
import type { JobObjects } from '@wellspring/jobs';
import { createAuthorizedClient } from '@wellspring/objects';
import type { Settings } from './configuration/schema.js';
import type { ObjectStoreChoice } from './object-store.js';

/**
 * The object store as jobs may use it: in the program's own bucket as the program, elsewhere as the role that the
 * job's request names. The role is taken on anew for each object, so that what is taken from it, its trust in this
 * service included, counts while the job runs.
 *
 * @param roles says whether HealthLake may act as a role, and what the role may do
 */
export function jobObjects(
  settings: Settings,
  { client, embedded }: ObjectStoreChoice,
  roles: ServiceRoles,
): JobObjects {
  const account = { region: settings.WELLSPRING_REGION, accountId: settings.WELLSPRING_ACCOUNT_ID };
  return {
    objects: client,
    async objectsFor({ roleArn = dataAccessRoleArn(account.accountId), kind, dataStoreId, jobId }) {
      const session = {
        name: jobId === undefined ? kind : `${kind}-${jobId}`,
        sourceArn: dataStoreArn(account, dataStoreId),
      };
      const caller = () => roles.assumeServiceRole(roleArn, session);
      await caller();
      return createAuthorizedClient({ client, caller, policies: embedded?.policies });
    },
  };
}
