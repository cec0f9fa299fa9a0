import type { HttpRequest } from '@wellspring/http';
import { failure, type AuthenticationFailure } from '../authentication-failure.js';
import type { PresentedSignature } from './presented-signature.js';
import { formatTimestamp } from './signing-time.js';

/** How far a client's clock may be off, in milliseconds: AWS's 15 minutes. */
const allowedSkew = 15 * 60 * 1000;

/** Services that AWS has once for all regions: clients sign for us-east-1 wherever they are, or for their own. */
const globalServices: readonly string[] = ['iam', 'sts'];
const globalRegion = 'us-east-1';

/**
 * Services whose requests may be signed in the address: objects are handed out so, and a presigned GetCallerIdentity
 * is how others let somebody prove who they are. An address of the data plane would be a bearer token for a
 * patient's data that stands in logs and histories.
 */
const presignable: readonly string[] = ['s3', 'sts'];

/** What a signature is measured against before any secret comes into play. */
export interface ClaimRules {
  readonly region: string;
  readonly services: readonly string[];
  readonly now: () => number;
}

/** Checks what a signature says of itself: scope, time, and which headers it covers. */
export function checkClaims(
  presented: PresentedSignature,
  request: HttpRequest,
  rules: ClaimRules,
): AuthenticationFailure | undefined {
  return (
    checkScope(presented, rules) ?? checkTime(presented, rules.now()) ?? checkCoverage(presented, request)
  );
}

function checkScope(
  { form, scope, terminator, time }: PresentedSignature,
  { region, services }: ClaimRules,
): AuthenticationFailure | undefined {
  // S3 says of each form which part of the request is wrong, and clients go by it.
  const wrongScope = (message: string): AuthenticationFailure =>
    form === 'query'
      ? failure('malformed-presigned-query', `Error parsing the X-Amz-Credential parameter; ${message}`)
      : failure('wrong-credential-scope', message);
  if (terminator !== 'aws4_request')
    return wrongScope("Credential should be scoped with a valid terminator: 'aws4_request'.");
  if (!services.includes(scope.service))
    return wrongScope(`Credential should be scoped to correct service: '${services.join("' or '")}'.`);
  const isGlobal = scope.region === globalRegion && globalServices.includes(scope.service);
  if (scope.region !== region && !isGlobal)
    return wrongScope(
      `Credential should be scoped to a valid region; the region '${scope.region.slice(0, 64)}' is wrong; ` +
        `expecting '${region}'.`,
    );
  const day = time.timestamp.slice(0, 8);
  if (scope.date !== day)
    return wrongScope(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${scope.date.slice(0, 64)}' != '${day}', from '${time.timestamp}'.`,
    );
  if (form === 'query' && !presignable.includes(scope.service))
    return failure(
      'malformed-presigned-query',
      'Only addresses of the object store and STS can be presigned.',
    );
  return undefined;
}

function checkTime(
  { time, expires, scope }: PresentedSignature,
  now: number,
): AuthenticationFailure | undefined {
  if (expires !== undefined) {
    // STS takes no address that is older than a signed request may be, whatever it says.
    const life = scope.service === 's3' ? expires * 1000 : Math.min(expires * 1000, allowedSkew);
    if (now > time.at + life) return failure('presigned-expired', 'Request has expired');
    if (now < time.at - allowedSkew) return failure('presigned-expired', 'Request is not yet valid');
    return undefined;
  }
  if (time.at < now - allowedSkew)
    return failure(
      'clock-skew',
      `Signature expired: ${time.timestamp} is now earlier than ${formatTimestamp(now - allowedSkew)} ` +
        `(${formatTimestamp(now)} - 15 min.)`,
    );
  if (time.at > now + allowedSkew)
    return failure(
      'clock-skew',
      `Signature not yet current: ${time.timestamp} is still later than ${formatTimestamp(now + allowedSkew)} ` +
        `(${formatTimestamp(now)} + 15 min.)`,
    );
  return undefined;
}

/**
 * Host and every `x-amz-*` header must be signed. The payload's hash is exempt: its value stands in
 * the canonical request itself.
 */
function checkCoverage(
  { form, signedHeaders }: PresentedSignature,
  { headers, rawHeaders }: HttpRequest,
): AuthenticationFailure | undefined {
  const signed = signedHeaders.places;
  if (!signed.has('host'))
    return failure(
      'headers-not-signed',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  const open: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signed.has(name)) open.push(name);
  }
  if (open.length > 0)
    return failure(
      'headers-not-signed',
      `There were headers present in the request which were not signed: ${open.join(', ').slice(0, 256)}`,
    );
  // The moment of a request must be part of what is signed: the string to sign has x-amz-date only
  // where the client took its time from there.
  if (form === 'header' && headers['x-amz-date'] === undefined && !signed.has('date'))
    return failure('headers-not-signed', "'Date' must be a 'SignedHeader' where there is no 'X-Amz-Date'.");
  return undefined;
}
