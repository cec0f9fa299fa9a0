import { userIdOf, type Authenticated, type Identity } from '@wellspring/access';
import type { RequestOrigin } from '@wellspring/http';
import type { ContextValue } from '@wellspring/policy';

/** How somebody asks: by a request, signed so and from there; or, as a service, by none. */
export type Circumstances =
  | { readonly kind: 'request'; readonly authenticated: Authenticated; readonly origin: RequestOrigin }
  | { readonly kind: 'service' };

export type ConditionKeys = Readonly<Record<string, ContextValue | undefined>>;

/**
 * The global condition keys of who asks and of the request
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). What is not known is not
 * there. There is no MFA here, so temporary credentials say that there was none, and lasting ones say nothing, as
 * AWS has it.
 *
 * @param tags of the user or role; the session's own win over them
 * @param now milliseconds since 1970
 */
export function conditionKeys(
  identity: Identity,
  tags: Readonly<Record<string, string>>,
  circumstances: Circumstances,
  region: string,
  now: number,
): ConditionKeys {
  const keys: Record<string, ContextValue | undefined> = {
    'aws:PrincipalArn': principalArn(identity),
    'aws:PrincipalAccount': identity.account,
    'aws:PrincipalType': principalTypes[identity.kind],
    'aws:PrincipalIsAWSService': 'false',
    'aws:ResourceAccount': identity.account,
    'aws:userid': userIdOf(identity),
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:RequestedRegion': region,
    'aws:ViaAWSService': 'false',
  };
  if (identity.kind === 'user') keys['aws:username'] = identity.name;
  if (identity.temporary) {
    keys['aws:TokenIssueTime'] = new Date(identity.temporary.issuedAt).toISOString();
    keys['aws:MultiFactorAuthPresent'] = 'false';
  }
  for (const [key, value] of Object.entries(tags)) keys[principalTag(key)] = value;
  if (identity.kind === 'role-session') {
    for (const [key, value] of Object.entries(identity.tags)) keys[principalTag(key)] = value;
    keys['aws:SourceIdentity'] = identity.sourceIdentity;
  }
  if (circumstances.kind === 'request') addRequest(keys, circumstances, now);
  return keys;
}

const principalTypes = { root: 'Account', user: 'User', 'role-session': 'AssumedRole' } as const;

/** Of a session it is the role's. */
function principalArn(identity: Identity): string {
  switch (identity.kind) {
    case 'root':
      return `arn:aws:iam::${identity.account}:root`;
    case 'user':
      return identity.arn;
    case 'role-session':
      return identity.roleArn;
    default:
      return identity satisfies never;
  }
}

/** Keys are compared without regard to case: two tags whose keys differ in case only must not both be there. */
function principalTag(key: string): string {
  return `aws:principaltag/${key.toLowerCase()}`;
}

function addRequest(
  keys: Record<string, ContextValue | undefined>,
  { authenticated, origin }: Extract<Circumstances, { kind: 'request' }>,
  now: number,
): void {
  const { headers } = authenticated.request;
  keys['aws:SourceIp'] = origin.sourceIp;
  keys['aws:SecureTransport'] = String(origin.isSecure);
  keys['aws:UserAgent'] = headers['user-agent'];
  keys['aws:Referer'] = headers['referer'];
  if (authenticated.service !== 's3') return;
  // https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
  keys['s3:authType'] = authenticated.form === 'query' ? 'REST-QUERY-STRING' : 'REST-HEADER';
  keys['s3:signatureversion'] = 'AWS4-HMAC-SHA256';
  keys['s3:signatureAge'] = String(Math.max(0, now - authenticated.signedAt));
  keys['s3:x-amz-content-sha256'] = headers['x-amz-content-sha256'];
}
