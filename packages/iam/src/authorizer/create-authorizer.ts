import { principalOf, type AccessQuestion, type Caller, type RoleSession } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import { newCallRecord } from '@wellspring/http';
import { denialMessage, trustOf, type PolicyDocument, type Principal } from '@wellspring/policy';
import type { RoleIdentity } from '../identity-directory.js';
import type { Authorizer, ServiceSession } from './authorizer.js';
import { createVerdicts, type Asker, type VerdictOptions, type Verdicts } from './verdicts.js';

export interface AuthorizerOptions extends VerdictOptions {
  /** 12 digits. */
  readonly accountId: string;
}

/** The service that acts as the roles of import and export jobs, and of tokens. */
export const healthLakeService = 'healthlake.amazonaws.com';

/**
 * @example
 * const authorizer = createAuthorizer({ directory, accountId, region, now: Date.now });
 * const caller = authorizer.callerOf(authenticated, origin, newCallRecord());
 * await caller.authorize({ action: 'healthlake:ReadResource', resource: arn });
 */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { directory, accountId, now } = options;
  const verdicts = createVerdicts(options);
  return {
    callerOf: (authenticated, origin, record) => {
      const { identity } = authenticated;
      const asker: Asker = { identity, circumstances: { kind: 'request', authenticated, origin } };
      return {
        principal: authenticated.principal,
        authorize: (asked) => authorize(verdicts, asker, asked),
        record,
      };
    },
    async assumeServiceRole(roleArn, session = {}): Promise<Caller> {
      const role = await directory.roleByArn(roleArn);
      if (!role || !trusts(role, accountId, session))
        throw new WellspringError(
          'access-denied',
          `${healthLakeService} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        );
      const identity = serviceSession(role, accountId, session.name ?? 'healthlake', now());
      const asker: Asker = { identity, circumstances: { kind: 'service' } };
      return {
        principal: principalOf(identity),
        authorize: (question) => authorize(verdicts, asker, question),
        record: newCallRecord(),
      };
    },
  };
}

/** @throws WellspringError `access-denied` */
async function authorize(verdicts: Verdicts, asker: Asker, question: AccessQuestion): Promise<void> {
  const verdict = verdicts.of(asker, question);
  const { request, decision } = verdict instanceof Promise ? await verdict : verdict;
  if (!decision.allowed)
    throw new WellspringError('access-denied', denialMessage(request, decision, question.named));
}

function trusts(role: RoleIdentity, accountId: string, { sourceArn }: ServiceSession): boolean {
  const principal: Principal = { kind: 'service', service: healthLakeService };
  // What keeps a service from being used by somebody else than the role's owner thinks of
  // (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
  const context = {
    'aws:SourceAccount': accountId,
    'aws:SourceArn': sourceArn,
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': healthLakeService,
  };
  return trustOf({ principal, action: 'sts:AssumeRole', context }, withoutEveryone(role.trust)) === 'trusted';
}

/** To trust everybody is not to name the service: `*` as a principal stands for accounts and their users. */
function withoutEveryone(trust: PolicyDocument): PolicyDocument {
  const statements = trust.statements.map((statement) => {
    const { effect, principals } = statement;
    if (effect !== 'Allow' || principals === undefined) return statement;
    const items = principals.items.filter(({ kind }) => kind !== 'everyone');
    return { ...statement, principals: { ...principals, items } };
  });
  return { ...trust, statements };
}

/** A session that lasts as long as the job: the role is looked up for each question. */
function serviceSession(role: RoleIdentity, account: string, name: string, now: number): RoleSession {
  return {
    kind: 'role-session',
    account,
    roleName: role.name,
    roleId: role.roleId,
    roleArn: role.arn,
    sessionName: name,
    arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${name}`,
    temporary: { issuedAt: now, expiresAt: Number.MAX_SAFE_INTEGER },
    tags: {},
    transitiveTagKeys: [],
    service: healthLakeService,
  };
}
