import type { Identity } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { ContextValue, PolicyDocument } from '@wellspring/policy';
import { readPolicy } from '@wellspring/policy';
import type { RoleIdentity } from '../identity-directory.js';
import { invalid, readAssumeRole, type AssumeRoleParameters } from './assume-role-parameters.js';
import { credentialsShape } from './credentials-shape.js';
import { inheritedFrom, type Inherited } from './role-chaining.js';
import { packedPolicySize, type RoleClaims } from './session-token.js';
import type { StsCall, StsOperation } from './sts-call.js';

/** Seconds: of a session where nothing is asked for, and at most where the caller is one of a role already. */
const usualSeconds = 3_600;
const mostSecondsOfChained = 3_600;

/**
 * Makes a session of a role, if the role's trust policy and the caller's own policies let the caller take it on
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). A role that is not there is refused
 * in the same words as one that must not be taken on.
 *
 * @throws WellspringError `access-denied`, `iam-validation-error`, `iam-malformed-policy-document`,
 * `packed-policy-too-large`
 */
export const assumeRole: StsOperation = async (call) => {
  const { form, asker, caller, options } = call;
  const asked = readAssumeRole(form);
  note(call, asked);
  if (asker.identity.kind === 'root')
    throw new WellspringError('access-denied', 'Roles may not be assumed by root accounts.');
  checkSessionPolicy(asked.Policy);
  const role = await options.directory.roleByArn(asked.RoleArn);
  const inherited = inheritedFrom(asker.identity);
  if (!role) throw denied(call, 'sts:AssumeRole', asked.RoleArn);
  await authorize(call, role, asked, inherited);

  const seconds = durationOf(asked.DurationSeconds, role, asker.identity);
  await checkManagedPolicies(call, asked.policyArns);
  const claims = claimsOf(role, asked, inherited);
  const packed = packedPolicySize(claims);
  if (packed > 100)
    throw new WellspringError(
      'packed-policy-too-large',
      `Serialized token too large for session: policies and tags take ${packed}% of what is allowed`,
    );
  const issuedAt = options.now();
  const issued = options.tokens.issue(claims, issuedAt, issuedAt + seconds * 1000);
  const isBounded = claims.bounds !== undefined || Object.keys(claims.tags).length > 0;
  return {
    Credentials: credentialsShape(issued, caller.record),
    AssumedRoleUser: {
      AssumedRoleId: `${role.roleId}:${asked.RoleSessionName}`,
      Arn: `arn:aws:sts::${options.accountId}:assumed-role/${role.name}/${asked.RoleSessionName}`,
    },
    PackedPolicySize: isBounded ? packed : undefined,
    SourceIdentity: claims.sourceIdentity,
  };
};

function note({ caller }: StsCall, asked: AssumeRoleParameters): void {
  caller.record.resources.push({ arn: asked.RoleArn, type: 'AWS::IAM::Role' });
  caller.record.requestParameters = {
    roleArn: asked.RoleArn,
    roleSessionName: asked.RoleSessionName,
    durationSeconds: asked.DurationSeconds,
    externalId: asked.ExternalId,
    sourceIdentity: asked.SourceIdentity,
    policyArns: asked.policyArns,
    policy: asked.Policy,
    tags: asked.tags,
    transitiveTagKeys: asked.TransitiveTagKeys,
  };
}

/** Asks for each of the rights that the session takes: the role itself, its tags, its source identity. */
async function authorize(
  call: StsCall,
  role: RoleIdentity,
  asked: AssumeRoleParameters,
  inherited: Inherited,
): Promise<void> {
  const context = contextOf(role, asked);
  const hasTags = Object.keys(asked.tags).length > 0 || Object.keys(inherited.tags).length > 0;
  const hasSource = asked.SourceIdentity !== undefined || inherited.sourceIdentity !== undefined;
  const actions = [
    'sts:AssumeRole',
    ...(hasTags ? ['sts:TagSession'] : []),
    ...(hasSource ? ['sts:SetSourceIdentity'] : []),
  ];
  for (const action of actions) {
    const question = { action, resource: role.arn, context };
    const { decision } = await call.verdicts.ofTrust(call.asker, question, role.trust);
    if (!decision.allowed) throw denied(call, action, asked.RoleArn);
  }
  // Who acts for whom stays the same through all roles that are taken on.
  if (
    inherited.sourceIdentity !== undefined &&
    asked.SourceIdentity !== undefined &&
    asked.SourceIdentity !== inherited.sourceIdentity
  )
    throw denied(call, 'sts:SetSourceIdentity', asked.RoleArn);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-sts */
function contextOf(
  role: RoleIdentity,
  asked: AssumeRoleParameters,
): Readonly<Record<string, ContextValue | undefined>> {
  const context: Record<string, ContextValue | undefined> = {
    'sts:ExternalId': asked.ExternalId,
    'sts:RoleSessionName': asked.RoleSessionName,
    'sts:SourceIdentity': asked.SourceIdentity,
    'sts:TransitiveTagKeys': asked.TransitiveTagKeys,
  };
  for (const [key, value] of Object.entries(role.tags)) {
    context[`aws:ResourceTag/${key}`] = value;
    context[`iam:ResourceTag/${key}`] = value;
  }
  for (const [key, value] of Object.entries(asked.tags)) context[`aws:RequestTag/${key}`] = value;
  if (Object.keys(asked.tags).length > 0) context['aws:TagKeys'] = Object.keys(asked.tags);
  return context;
}

/** Says nothing of why: whether the role is there, too, is nobody's business who may not take it on. */
function denied({ caller: { principal } }: StsCall, action: string, roleArn: string): WellspringError {
  const who = 'arn' in principal ? principal.arn : principal.kind;
  return new WellspringError(
    'access-denied',
    `User: ${who} is not authorized to perform: ${action} on resource: ${roleArn}`,
  );
}

function durationOf(asked: number | undefined, role: RoleIdentity, caller: Identity): number {
  const seconds = asked ?? usualSeconds;
  if (caller.kind === 'role-session' && seconds > mostSecondsOfChained)
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  if (seconds > role.maxSessionSeconds)
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  return seconds;
}

function checkSessionPolicy(text: string | undefined): PolicyDocument | undefined {
  if (text === undefined) return undefined;
  const outcome = readPolicy(text, 'identity');
  if (!outcome.ok) throw new WellspringError('iam-malformed-policy-document', outcome.fault);
  return outcome.policy;
}

async function checkManagedPolicies({ options }: StsCall, arns: readonly string[]): Promise<void> {
  for (const arn of arns)
    if (!(await options.directory.managedPolicy(arn)))
      throw invalid(`The managed policy ${arn.slice(0, 256)} does not exist.`);
}

function claimsOf(role: RoleIdentity, asked: AssumeRoleParameters, inherited: Inherited): RoleClaims {
  const hasInherited = (key: string): boolean =>
    Object.keys(inherited.tags).some((each) => each.toLowerCase() === key.toLowerCase());
  if (Object.keys(asked.tags).some(hasInherited))
    throw invalid('A session tag has the key of a transitive tag of the calling session.');
  const sourceIdentity = asked.SourceIdentity ?? inherited.sourceIdentity;
  const isBounded = asked.Policy !== undefined || asked.policyArns.length > 0;
  return {
    kind: 'role',
    roleId: role.roleId,
    sessionName: asked.RoleSessionName,
    ...(isBounded && {
      bounds: {
        ...(asked.Policy !== undefined && { policy: asked.Policy }),
        policyArns: asked.policyArns,
      },
    }),
    tags: { ...inherited.tags, ...asked.tags },
    transitiveTagKeys: [...Object.keys(inherited.tags), ...(asked.TransitiveTagKeys ?? [])],
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
}
