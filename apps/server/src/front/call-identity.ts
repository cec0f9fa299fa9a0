import { userIdOf, type Authenticated } from '@wellspring/access';
import type { CallIdentity } from '@wellspring/audit';
import type { HttpRequest } from '@wellspring/http';

const claimedKey = /(?:\bCredential=|(?:^|&)X-Amz-Credential=)([A-Z0-9]{16,128})(?:\/|%2F)/i;

/** Who sent a request, for the trail. Where nobody was let in, the access key that was named: it need not be theirs. */
export function callIdentity(request: HttpRequest, authenticated: Authenticated | undefined): CallIdentity {
  const header = request.headers['authorization'];
  const method = methodOf(header, request.query);
  if (authenticated === undefined)
    return { principal: undefined, accessKeyId: claimedKey.exec(header ?? request.query)?.[1], method };
  const { principal, identity, accessKeyId } = authenticated;
  return {
    principal,
    accessKeyId,
    userId: userIdOf(identity),
    sessionCreated: identity.temporary?.issuedAt,
    sourceIdentity: identity.kind === 'role-session' ? identity.sourceIdentity : undefined,
    method,
  };
}

function methodOf(authorization: string | undefined, query: string): CallIdentity['method'] {
  if (authorization === undefined) return query.includes('X-Amz-Signature=') ? 'QueryString' : 'None';
  return /^bearer /i.test(authorization) ? 'Bearer' : 'AuthHeader';
}
