import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { CallRecord } from '@wellspring/http';
import type { ServiceRoles } from '@wellspring/iam';
import type { RestCaller } from '@wellspring/rest';
import type { CheckedToken } from '@wellspring/smart';

/** What the rooms may ask and note about who came with a token. */
export interface TokenCallerOptions {
  readonly roles: ServiceRoles;
  /** The ARN of the data store that the token is for. */
  readonly dataStoreArn: string;
  readonly record: CallRecord;
}

/**
 * The sender of a request with a token that is good. Where the customer's hook named a role, that has to allow what is
 * done, and the scopes have to, which `rest` looks at. Without a role the scopes alone decide about the data of this
 * data store; a token gives nothing that is not its own, as the right to pass a role on to a job.
 *
 * @throws WellspringError `access-denied` where the role is none that HealthLake may act as
 */
export async function tokenCaller(checked: CheckedToken, options: TokenCallerOptions): Promise<RestCaller> {
  const { grant, issuer, roleArn } = checked;
  const { dataStoreArn, record } = options;
  if (roleArn !== undefined) {
    const role = await options.roles.assumeServiceRole(roleArn, { sourceArn: dataStoreArn });
    return { ...role, record, grant };
  }
  const principal = {
    kind: 'web-identity',
    provider: issuer,
    clientId: grant.clientId,
    subject: grant.subject,
  } as const;
  const authorize: Caller['authorize'] = ({ action, resource }) => {
    if (action.startsWith('healthlake:') && resource === dataStoreArn) return Promise.resolve();
    return Promise.reject(
      new WellspringError('access-denied', `An access token gives no right to perform: ${action}`),
    );
  };
  return { principal, authorize, record, grant };
}
