import type { CallIdentity } from './audited-call.js';

/** An object of JSON whose undefined members are left out. */
export type JsonMembers = Readonly<Record<string, unknown>>;

/**
 * CloudTrail's `userIdentity`
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html). The
 * bearer of a token of SMART on FHIR is a WebIdentityUser.
 */
export function userIdentity(identity: CallIdentity): JsonMembers {
  const { principal, accessKeyId, userId } = identity;
  // A request that was not let in may name a key: a stolen or a mistyped one, worth knowing of.
  if (principal === undefined) return { type: 'Unknown', accessKeyId };
  switch (principal.kind) {
    case 'root':
      return {
        type: 'Root',
        principalId: principal.account,
        arn: principal.arn,
        accountId: principal.account,
        accessKeyId,
      };
    case 'user':
      return {
        type: 'IAMUser',
        principalId: userId,
        arn: principal.arn,
        accountId: principal.account,
        accessKeyId,
        userName: lastName(principal.arn),
      };
    case 'session':
      return {
        type: 'AssumedRole',
        principalId: userId,
        arn: principal.arn,
        accountId: principal.account,
        accessKeyId,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: userId?.split(':')[0],
            arn: principal.roleArn,
            accountId: principal.account,
            userName: lastName(principal.roleArn),
          },
          sourceIdentity: identity.sourceIdentity,
          attributes: {
            creationDate:
              identity.sessionCreated === undefined ? undefined : secondsOf(identity.sessionCreated),
            mfaAuthenticated: 'false',
          },
        },
      };
    case 'web-identity':
      return {
        type: 'WebIdentityUser',
        principalId: `${principal.provider}:${principal.clientId}:${principal.subject}`,
        userName: principal.subject,
        identityProvider: principal.provider,
      };
    case 'service':
      return { type: 'AWSService', invokedBy: principal.service };
    case 'anonymous':
      return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
    default:
      return principal satisfies never;
  }
}

/** What lookups call `Username`. */
export function userNameOf(identity: JsonMembers): string | undefined {
  switch (identity['type']) {
    case 'Root':
      return 'root';
    case 'IAMUser':
    case 'WebIdentityUser':
      return identity['userName'] as string | undefined;
    case 'AssumedRole':
      return lastName(String(identity['arn']));
    case 'AWSService':
      return identity['invokedBy'] as string | undefined;
    default:
      return undefined;
  }
}

let latestSecond = Number.NaN;
let latestText = '';

/** A time as CloudTrail writes it: to the second. */
export function secondsOf(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1_000);
  // Thousands of calls share one.
  if (second !== latestSecond) {
    latestText = `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
    latestSecond = second;
  }
  return latestText;
}

function lastName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
