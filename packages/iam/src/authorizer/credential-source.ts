import {
  expiredSessionToken,
  invalidSessionToken,
  unknownAccessKey,
  type AuthenticationFailure,
  type Credential,
  type CredentialSource,
  type Identity,
  type RootCredential,
} from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import { readPolicy, type PolicyDocument } from '@wellspring/policy';
import type { IdentityDirectory, UserIdentity } from '../identity-directory.js';
import type { RoleClaims, SessionClaims, SessionTokens } from '../sts/session-token.js';
import { createTokenCache } from './token-cache.js';

export interface CredentialSourceOptions {
  readonly root: RootCredential;
  readonly directory: IdentityDirectory;
  readonly tokens: SessionTokens;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A session token that was opened, with what it takes to read from it once. */
interface OpenSession {
  readonly claims: SessionClaims;
  readonly secretAccessKey: string;
  readonly policies: readonly PolicyDocument[];
}

/** Sessions that are kept open; a token has some hundred bytes, 6 KB at most. */
const keptSessions = 2_000;

/**
 * Finds what a request can be signed with: the root credential, access keys of users, and temporary credentials,
 * whose users and roles still have to be there. Everything is looked up for each request, in the directory's memory.
 */
export function createCredentialSource(options: CredentialSourceOptions): CredentialSource {
  const { root, directory, tokens, accountId, now } = options;
  const sessions = createTokenCache<OpenSession>(keptSessions, (token) => openSession(tokens, token));

  const rootCredential: Credential = {
    secretAccessKey: root.secretAccessKey,
    identity: { kind: 'root', account: accountId },
  };
  const ofUser = async (accessKeyId: string): Promise<Credential | AuthenticationFailure> => {
    const key = await directory.accessKey(accessKeyId);
    if (key?.isActive !== true) return unknownAccessKey;
    return { secretAccessKey: key.secretAccessKey, identity: signingUser(key.user, accountId) };
  };

  const temporary = async (
    accessKeyId: string,
    sessionToken: string,
  ): Promise<Credential | AuthenticationFailure> => {
    const session = sessions.get(sessionToken);
    // A token is bound to its access key id: with another one, also with a lasting one, it is not the one it was.
    if (session?.claims.accessKeyId !== accessKeyId) return invalidSessionToken;
    if (now() >= session.claims.expiresAt) return expiredSessionToken;
    const identity = await identityOf(session, options);
    return identity ? { secretAccessKey: session.secretAccessKey, identity } : unknownAccessKey;
  };

  return (accessKeyId, sessionToken) => {
    if (sessionToken !== undefined) return temporary(accessKeyId, sessionToken);
    return accessKeyId === root.accessKeyId ? rootCredential : ofUser(accessKeyId);
  };
}

function openSession(tokens: SessionTokens, token: string): OpenSession | undefined {
  const claims = tokens.open(token);
  if (claims === undefined) return undefined;
  const { owner, accessKeyId } = claims;
  const policy = owner.kind === 'role' ? owner.bounds?.policy : undefined;
  return {
    claims,
    secretAccessKey: tokens.secretOf(accessKeyId),
    policies: policy === undefined ? [] : [sessionPolicy(policy)],
  };
}

/** It was checked when the session was made; one that cannot be read now bounds nothing, so nothing is let in. */
function sessionPolicy(text: string): PolicyDocument {
  const outcome = readPolicy(text, 'identity');
  if (!outcome.ok)
    throw new WellspringError('iam-policy-unreadable', 'The policy of the session cannot be read', {
      cause: new Error(outcome.fault),
    });
  return outcome.policy;
}

async function identityOf(
  { claims, policies }: OpenSession,
  { root, directory, accountId }: CredentialSourceOptions,
): Promise<Identity | undefined> {
  const { owner, issuedAt, expiresAt } = claims;
  const temporary = { issuedAt, expiresAt };
  switch (owner.kind) {
    case 'root':
      if (owner.rootKeyId !== root.accessKeyId) return undefined;
      return { kind: 'root', account: accountId, temporary };
    case 'user': {
      const user = await directory.userById(owner.userId);
      return user && { ...signingUser(user, accountId), temporary };
    }
    case 'role':
      return roleSession(owner, temporary, policies, { directory, accountId });
    default:
      return owner satisfies never;
  }
}

function signingUser({ name, userId, arn }: UserIdentity, account: string): Identity & { kind: 'user' } {
  return { kind: 'user', account, name, userId, arn };
}

async function roleSession(
  owner: RoleClaims,
  temporary: { readonly issuedAt: number; readonly expiresAt: number },
  policies: readonly PolicyDocument[],
  { directory, accountId }: Pick<CredentialSourceOptions, 'directory' | 'accountId'>,
): Promise<Identity | undefined> {
  const role = await directory.roleById(owner.roleId);
  if (!role) return undefined;
  const { sessionName, tags, transitiveTagKeys, sourceIdentity, bounds } = owner;
  return {
    kind: 'role-session',
    account: accountId,
    roleName: role.name,
    roleId: role.roleId,
    roleArn: role.arn,
    sessionName,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    temporary,
    tags,
    transitiveTagKeys,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(bounds && { bounds: { policies, policyArns: bounds.policyArns } }),
  };
}
