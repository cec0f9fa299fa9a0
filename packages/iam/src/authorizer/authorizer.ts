import type { Authenticated, Caller } from '@wellspring/access';
import type { CallRecord, RequestOrigin } from '@wellspring/http';

/** How a service acts as a role. */
export interface ServiceSession {
  /** How the session is called in its ARN, in the trail and in denials; default `healthlake`. */
  readonly name?: string;
  /** The data store it is for: `aws:SourceArn` in the trust policy. */
  readonly sourceArn?: string;
}

/** Lets services act as roles. */
export interface ServiceRoles {
  /**
   * What HealthLake may do as a role: each `authorize` goes by the policies that the role has at that moment.
   *
   * @throws WellspringError `access-denied` where there is no such role, or its trust policy does not name
   * `healthlake.amazonaws.com`: both in the same words
   * @example
   * const caller = await roles.assumeServiceRole(dataAccessRoleArn, { name: `import-${jobId}` });
   * await caller.authorize({ action: 's3:GetObject', resource: 'arn:aws:s3:::clinic/in/a.ndjson' });
   */
  assumeServiceRole(roleArn: string, session?: ServiceSession): Promise<Caller>;
}

/** Decides what those who signed requests, and services that act as roles, may do. */
export interface Authorizer extends ServiceRoles {
  /** The sender of a request that was let in, as the rooms see it. */
  callerOf(authenticated: Authenticated, origin: RequestOrigin, record: CallRecord): Caller;
}
