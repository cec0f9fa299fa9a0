import type { CallIdentity } from '@wellspring/audit';
import type { Authenticated } from '@wellspring/access';
import type { HttpRequest } from '@wellspring/http';

const claimedKey = /(?:\bCredential=|[?&]X-Amz-Credential=)([A-Z0-9]{16,128})(?:\/|%2F)/i;

/**
 * Who sent a request, for the trail. Where nobody was let in, the access key that was named: it need not be theirs.
 */
export function callIdentity(request: HttpRequest, authenticated: Authenticated | undefined): CallIdentity {
  const header = request.headers['authorization'];
  const method =
    header === undefined
      ? request.query.includes('X-Amz-Signature=')
        ? 'QueryString'
        : 'None'
      : /^bearer /i.test(header)
        ? 'Bearer'
        : 'AuthHeader';
  if (authenticated !== undefined)
    return { principal: authenticated.principal, accessKeyId: authenticated.accessKeyId, method };
  const claimed = claimedKey.exec(header ?? `?${request.query}`)?.[1];
  return { principal: undefined, accessKeyId: claimed, method };
}
