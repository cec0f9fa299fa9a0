import { createHash } from 'node:crypto';
import { canonicalHeaders } from './canonical-headers.js';
import { canonicalPath } from './canonical-path.js';
import { canonicalQuery } from './canonical-query.js';
import { canonicalRequest, hashCanonical } from './canonical-request.js';
import { scopeText } from './credential-scope.js';
import { algorithm, stringToSign } from './sign.js';
import { readSignedHeaders } from './signed-headers.js';
import { createSigningKeys } from './signing-key.js';
import { formatTimestamp } from './signing-time.js';

/** Who signs, for where. */
export interface SigningIdentity {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** Of temporary credentials. */
    readonly sessionToken?: string | undefined;
  };
  readonly region: string;
  readonly service: string;
}

/** A request that is to be signed, with all its headers but the signature's own. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent, or its hash (hex) where it is sent as a stream. */
  readonly body: string | Buffer | { readonly sha256: string };
}

const keys = createSigningKeys(16);

/**
 * The headers of a request, with the ones that sign it (header form, body hash in
 * `x-amz-content-sha256`). AWS SDKs sign for themselves; this is for plain HTTP to the data plane.
 *
 * @param now milliseconds since 1970
 */
export function signRequest(
  { method, url, headers, body }: SignableRequest,
  { credentials, region, service }: SigningIdentity,
  now: number,
): Readonly<Record<string, string>> {
  const timestamp = formatTimestamp(now);
  const payloadHash =
    typeof body === 'object' && 'sha256' in body
      ? body.sha256
      : createHash('sha256').update(body).digest('hex');
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payloadHash,
    ...(credentials.sessionToken !== undefined && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const signedHeaders = readSignedHeaders(Object.keys(all).sort().join(';'));
  const scope = { date: timestamp.slice(0, 8), region, service };
  const canonical = canonicalRequest({
    method,
    path: canonicalPath(url.pathname, service === 's3' ? 'once' : 'normalised'),
    query: canonicalQuery(url.search.slice(1)),
    headers: canonicalHeaders(Object.entries(all).flat(), signedHeaders),
    signedHeaders: signedHeaders.text,
    payloadHash,
  });
  const key = keys.key(credentials.secretAccessKey, scope);
  const signature = key(stringToSign(timestamp, scope, hashCanonical(canonical)));
  return {
    ...all,
    authorization:
      `${algorithm} Credential=${credentials.accessKeyId}/${scopeText(scope)}, ` +
      `SignedHeaders=${signedHeaders.text}, Signature=${signature}`,
  };
}
