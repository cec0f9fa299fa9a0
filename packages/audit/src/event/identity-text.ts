import type { CallIdentity } from './audited-call.js';
import { userIdentity } from './user-identity.js';

/** Callers whose text is kept; they are all forgotten when there are more. */
const most = 256;

const known = new Map<string, { readonly of: CallIdentity; readonly text: string }>();

/** `userIdentity` as JSON. A caller comes again and again with the same key, and is the same until something changes. */
export function identityText(identity: CallIdentity): string {
  const { accessKeyId, principal } = identity;
  if (accessKeyId === undefined || principal === undefined) return JSON.stringify(userIdentity(identity));
  const kept = known.get(accessKeyId);
  if (kept !== undefined && isSame(kept.of, identity)) return kept.text;
  const text = JSON.stringify(userIdentity(identity));
  if (known.size >= most) known.clear();
  known.set(accessKeyId, { of: identity, text });
  return text;
}

/** Whether two calls with one access key are of the same identity, in all that its text says. */
function isSame(a: CallIdentity, b: CallIdentity): boolean {
  return (
    a.principal?.kind === b.principal?.kind &&
    part(a, 'arn') === part(b, 'arn') &&
    part(a, 'roleArn') === part(b, 'roleArn') &&
    a.userId === b.userId &&
    a.sessionCreated === b.sessionCreated &&
    a.sourceIdentity === b.sourceIdentity
  );
}

function part({ principal }: CallIdentity, name: 'arn' | 'roleArn'): unknown {
  return (principal as Readonly<Record<string, unknown>> | undefined)?.[name];
}
