import type { CredentialScope } from './credential-scope.js';
import type { SignedHeaders } from './signed-headers.js';
import type { SigningTime } from './signing-time.js';

/** A signature as a request presents it, parsed but not yet believed. */
export interface PresentedSignature {
  readonly form: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** The last part of the scope; anything but `aws4_request` is refused. */
  readonly terminator: string;
  readonly signedHeaders: SignedHeaders;
  readonly signature: string;
  readonly time: SigningTime;
  /** How long a presigned address lasts, in seconds; undefined in the header form. */
  readonly expires?: number;
  /** `X-Amz-Content-Sha256` of a presigned address. */
  readonly payload?: string | undefined;
  readonly sessionToken: string | undefined;
}
