import { principalOf, type Authenticated, type Identity } from '@wellspring/access';
import { requestOf } from '@wellspring/access/testing';
import type { RequestOrigin } from '@wellspring/http';

/** A request that was let in as somebody's, as the authenticator hands it on. */
export function authenticatedAs(
  identity: Identity,
  request: Parameters<typeof requestOf>[0] = {},
  more: Partial<Authenticated> = {},
): Authenticated {
  return {
    principal: principalOf(identity),
    identity,
    accessKeyId: 'AKIAEXAMPLEEXAMPLE22',
    service: 'healthlake',
    region: 'us-east-1',
    form: 'header',
    signedAt: 0,
    request: requestOf(request),
    trailers: () => ({}),
    ...more,
  };
}

export const testOrigin: RequestOrigin = { sourceIp: '203.0.113.7', isSecure: true };
