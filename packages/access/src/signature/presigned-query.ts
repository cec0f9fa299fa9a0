import type { HttpRequest } from '@wellspring/http';
import { failure, type AuthenticationFailure } from '../authentication-failure.js';
import { parseCredential } from './credential-scope.js';
import type { PresentedSignature } from './presented-signature.js';
import { algorithm } from './sign.js';
import { readSignedHeaders } from './signed-headers.js';
import { parseTimestamp } from './signing-time.js';
import { decodeBytes } from './uri-encoding.js';

/** Seven days, in seconds: the longest a presigned address may last. */
const longestLife = 604_800;

/** The parameter that holds the signature and so is not part of what is signed. */
export const signatureParameter = 'X-Amz-Signature';

const required = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  signatureParameter,
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
] as const;

/** Whether the query carries any part of a signature. */
export function isPresigned(query: string): boolean {
  return /(?:^|&)X-Amz-(?:Algorithm|Credential|Signature)=/.test(query);
}

/**
 * Reads a presigned address
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 */
export function readPresignedQuery(request: HttpRequest): PresentedSignature | AuthenticationFailure {
  const parameters = new Map<string, string>();
  for (const pair of request.query.split('&')) {
    if (!pair.startsWith('X-Amz-')) continue;
    const [name, value] = split(pair);
    // Twice the same one would leave open which of the two was checked.
    if (parameters.has(name)) return malformed(`${name} must be given once`);
    parameters.set(name, value);
  }
  const missing = required.filter((name) => !parameters.get(name));
  if (missing.length > 0)
    return malformed(`Query-string authentication version 4 requires the ${missing.join(', ')} parameters.`);
  const of = (name: (typeof required)[number]) => parameters.get(name)!;

  if (of('X-Amz-Algorithm') !== algorithm) return malformed(`X-Amz-Algorithm only supports "${algorithm}"`);
  const credential = parseCredential(of('X-Amz-Credential'));
  if (!credential)
    return malformed(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; ' +
        'expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  const time = parseTimestamp(of('X-Amz-Date'));
  if (!time) return malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const token = parameters.get('X-Amz-Security-Token');
  const tokenHeader = request.headers['x-amz-security-token'];
  if (token !== undefined && tokenHeader !== undefined)
    return malformed('X-Amz-Security-Token must be given once, in the query or as a header');
  const expires = of('X-Amz-Expires');
  if (!/^\d{1,9}$/.test(expires)) return malformed('X-Amz-Expires should be a number');
  if (Number(expires) < 1) return malformed('X-Amz-Expires must be at least 1 second');
  if (Number(expires) > longestLife)
    return malformed(`X-Amz-Expires must be less than a week (in seconds) that is less than ${longestLife}`);
  return {
    form: 'query',
    ...credential,
    signedHeaders: readSignedHeaders(of('X-Amz-SignedHeaders')),
    signature: of(signatureParameter),
    time,
    expires: Number(expires),
    payload: parameters.get('X-Amz-Content-Sha256'),
    sessionToken: token ?? tokenHeader,
  };
}

function split(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=');
  const name = equals < 0 ? pair : pair.slice(0, equals);
  const value = equals < 0 ? '' : pair.slice(equals + 1);
  return [decodeBytes(name).toString('utf8'), decodeBytes(value).toString('utf8')];
}

function malformed(message: string): AuthenticationFailure {
  return failure('malformed-presigned-query', message);
}
