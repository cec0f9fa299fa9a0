import type { Identity } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import { integer, readParameters, text } from '../query-protocol/parameter.js';
import { credentialsShape } from './credentials-shape.js';
import { refuseMfa } from './multi-factor.js';
import type { SessionOwner } from './session-token.js';
import type { StsOperation } from './sts-call.js';

const parameters = {
  DurationSeconds: integer({ min: 900, max: 129_600 }),
  SerialNumber: text({ min: 9, max: 256 }),
  TokenCode: text({ min: 6, max: 6 }),
};

/** Seconds: of a user's credentials where none are asked for, and of the root's always at most. */
const usualSeconds = 43_200;
const mostSecondsOfRoot = 3_600;

/**
 * Temporary credentials that may do what the user may, but call IAM. No policy is asked, as AWS has it
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html).
 *
 * @throws WellspringError `access-denied` to who has temporary credentials already
 */
export const getSessionToken: StsOperation = ({ form, asker: { identity }, caller, options }) => {
  const asked = readParameters(form, parameters);
  const { DurationSeconds: seconds } = asked;
  caller.record.requestParameters = { durationSeconds: seconds };
  refuseMfa(asked);
  const owner = ownerOf(identity, options.rootKeyId);
  const most = owner.kind === 'root' ? mostSecondsOfRoot : Infinity;
  const issuedAt = options.now();
  const expiresAt = issuedAt + Math.min(seconds ?? usualSeconds, most) * 1000;
  const issued = options.tokens.issue(owner, issuedAt, expiresAt);
  return Promise.resolve({ Credentials: credentialsShape(issued, caller.record) });
};

function ownerOf(identity: Identity, rootKeyId: string): SessionOwner {
  if (identity.kind === 'role-session' || identity.temporary)
    throw new WellspringError('access-denied', 'Cannot call GetSessionToken with session credentials');
  return identity.kind === 'root' ? { kind: 'root', rootKeyId } : { kind: 'user', userId: identity.userId };
}
