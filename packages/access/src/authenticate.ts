import type { HttpRequest } from '@wellspring/http';
import type { Principal } from '@wellspring/policy';
import { failure, isFailure, type AuthenticationFailure } from './authentication-failure.js';
import type { CredentialSource } from './credential/credential.js';
import { principalOf, type Identity } from './identity.js';
import type { ChunkSigning } from './payload/chunk-signatures.js';
import { payloadMode, type PayloadMode } from './payload/payload-mode.js';
import { payloadHash, verifiedBody } from './payload/verified-body.js';
import { readAuthorizationHeader } from './signature/authorization-header.js';
import { canonicalHeaders } from './signature/canonical-headers.js';
import { canonicalPath } from './signature/canonical-path.js';
import { canonicalQuery, verbatimQuery } from './signature/canonical-query.js';
import { canonicalRequest, hashCanonical } from './signature/canonical-request.js';
import { checkClaims } from './signature/check-claims.js';
import type { PresentedSignature } from './signature/presented-signature.js';
import { isPresigned, readPresignedQuery, signatureParameter } from './signature/presigned-query.js';
import type { KeyedHash } from './signature/keyed-hash.js';
import { sameSignature, stringToSign } from './signature/sign.js';
import { createSigningKeys } from './signature/signing-key.js';

/** What authentication needs to know. */
export interface AuthenticationOptions {
  readonly credentials: CredentialSource;
  /** The one region that signatures are taken for; for IAM and STS, which have no regions, us-east-1, too. */
  readonly region: string;
  /** The services (signing names) that signatures are taken for. */
  readonly services: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The most bytes of a body that has to be read whole before its signature can be checked. */
  readonly maxBufferedBody: number | ((request: HttpRequest) => number);
}

/** A request whose sender is known. */
export interface Authenticated {
  readonly principal: Principal;
  readonly identity: Identity;
  readonly accessKeyId: string;
  /** From the credential scope: `healthlake`, `s3`. */
  readonly service: string;
  readonly region: string;
  /** Where the signature stood. */
  readonly form: 'header' | 'query';
  /** When it says it was made, in milliseconds since 1970. */
  readonly signedAt: number;
  /**
   * The same request; its body is decoded (`aws-chunked` taken off, and `content-length` and
   * `content-encoding` in `headers` changed with it) and checked while it streams: where it is not
   * the body that was signed, the stream fails instead of ending. Destroying it leaves the connection
   * open.
   */
  readonly request: HttpRequest;
  /** The trailer of an `aws-chunked` body by lower-case name, once the body has ended; else empty. */
  readonly trailers: () => Readonly<Record<string, string>>;
}

/**
 * Makes the check that every request passes: AWS Signature Version 4 in the Authorization header or,
 * for S3 and STS, in the query of a presigned address. There is no way to turn it off.
 *
 * Failures are values, worded as AWS words them; so is nothing else: a body that is too large or
 * breaks off while it must be read is thrown as WellspringError `body-too-large`, `request-aborted`.
 *
 * @example
 * const authenticate = createAuthenticator({
 *   credentials: oneCredential(root.accessKeyId, { secretAccessKey, identity: { kind: 'root', account } }),
 *   region: 'us-east-1', services: ['healthlake', 's3'],
 *   now: Date.now, maxBufferedBody: 5 * 1024 * 1024,
 * });
 * const outcome = await authenticate(request);
 * if ('principal' in outcome) serve(outcome.request);
 */
export function createAuthenticator(
  options: AuthenticationOptions,
): (request: HttpRequest) => Promise<Authenticated | AuthenticationFailure> {
  const keys = createSigningKeys();

  return async (request) => {
    const presented = readSignature(request);
    if (isFailure(presented)) return presented;
    const wrong = checkClaims(presented, request, options);
    if (wrong) return wrong;
    const { accessKeyId, scope, time } = presented;
    const known = options.credentials(accessKeyId, presented.sessionToken);
    const credential = known instanceof Promise ? await known : known;
    if (isFailure(credential)) return credential;
    const { identity } = credential;
    const mode = modeOf(presented, request);
    if (isFailure(mode)) return mode;

    const { maxBufferedBody: limit } = options;
    const found = payloadHash(request, mode, typeof limit === 'number' ? limit : limit(request));
    const payload = found instanceof Promise ? await found : found;
    const key = keys.key(credential.secretAccessKey, scope);
    if (!isSigned(request, presented, payload.hash, key))
      return failure(
        'signature-mismatch',
        'The request signature we calculated does not match the signature you provided. Check your AWS ' +
          'Secret Access Key and signing method. Consult the service documentation for details.',
      );
    const signing: ChunkSigning = { key, timestamp: time.timestamp, scope, seed: presented.signature };
    const body = verifiedBody(payload.request, mode, signing);
    if (isFailure(body)) return body;
    return {
      principal: principalOf(identity),
      identity,
      accessKeyId,
      service: scope.service,
      region: scope.region,
      form: presented.form,
      signedAt: time.at,
      request: body.request,
      trailers: body.trailers,
    };
  };
}

function readSignature(request: HttpRequest): PresentedSignature | AuthenticationFailure {
  const header = request.headers['authorization'];
  const presigned = isPresigned(request.query);
  if (timesSent(request.rawHeaders, 'authorization') > 1 || (header !== undefined && presigned))
    return failure(
      'unsupported-signature',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header ' +
        'should be specified',
    );
  if (presigned) return readPresignedQuery(request);
  if (header !== undefined) return readAuthorizationHeader(request);
  if (/(?:^|&)AWSAccessKeyId=/.test(request.query))
    return failure(
      'unsupported-signature',
      'This address is presigned with signature version 2. Please use AWS4-HMAC-SHA256 ' +
        '(boto3: Config(signature_version="s3v4"); CLI: aws configure set default.s3.signature_version s3v4).',
    );
  return failure('missing-authentication', 'Missing Authentication Token');
}

/**
 * A presigned address of an object is made before its body is known, so nothing speaks for the body by default;
 * one of another service is signed with the hash of the body that will be sent.
 */
function modeOf(presented: PresentedSignature, request: HttpRequest): PayloadMode | AuthenticationFailure {
  const word = request.headers['x-amz-content-sha256']?.trim();
  const { form, scope, payload } = presented;
  const byDefault = form === 'query' && scope.service === 's3' ? 'UNSIGNED-PAYLOAD' : undefined;
  return payloadMode(word ?? payload ?? byDefault, scope.service);
}

/**
 * Whether the signature is of the canonical query or, where that differs, of the query as sent, sorted
 * (botocore) or not (curl 7). A text as sent stands for exactly the bytes that came. Most clients sign the
 * canonical one, so the others are made only where it does not fit.
 */
function isSigned(
  request: HttpRequest,
  { form, scope, signedHeaders, signature, time }: PresentedSignature,
  hash: string,
  key: KeyedHash,
): boolean {
  const without = form === 'query' ? signatureParameter : undefined;
  const path = canonicalPath(request.path, scope.service === 's3' ? 'once' : 'normalised');
  const headers = canonicalHeaders(request.rawHeaders, signedHeaders);
  const fits = (query: string): boolean => {
    const parts = {
      method: request.method,
      path,
      query,
      headers,
      signedHeaders: signedHeaders.text,
      payloadHash: hash,
    };
    const text = stringToSign(time.timestamp, scope, hashCanonical(canonicalRequest(parts)));
    return sameSignature(key(text), signature);
  };
  const canonical = canonicalQuery(request.query, without);
  if (fits(canonical)) return true;
  const sorted = verbatimQuery(request.query, without);
  if (sorted !== canonical && fits(sorted)) return true;
  return form === 'header' && request.query !== canonical && request.query !== sorted && fits(request.query);
}

/** How often a header was sent. */
function timesSent(rawHeaders: readonly string[], name: string): number {
  let times = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at]!;
    if (sent.length === name.length && sent.toLowerCase() === name) times += 1;
  }
  return times;
}
