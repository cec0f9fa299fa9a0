import { matchesResource } from './arn.js';
import { holds } from './condition/condition.js';
import { contextKeys, type AccessRequest, type ContextKeys, type Principal } from './context.js';
import { matchesPattern } from './pattern.js';
import type { PolicyDocument, PrincipalPattern, Selection, Statement } from './policy-document.js';
import { patternFor } from './variables.js';

/** All policies that have a say in a request. */
export interface Policies {
  /** Of the user and its groups, or of the role: inline and managed. */
  readonly identity: readonly PolicyDocument[];
  /** The most that the identity's policies may give; undefined: no such bound. */
  readonly boundary?: PolicyDocument | undefined;
  /** The most that a session may have, where it was made with policies. */
  readonly session?: readonly PolicyDocument[] | undefined;
  /** Of what the action is done to: a bucket's policy. */
  readonly resource?: PolicyDocument | undefined;
}

/** In which kind of policy a reason lies. */
export type PolicySource =
  'identity-based policy' | 'permissions boundary' | 'session policy' | 'resource-based policy';

/** Whether a request may be carried out, and if not, why. */
export type Decision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** Explicit: a statement forbids it. Implicit: none allows it. */
      readonly kind: 'explicit-deny' | 'implicit-deny';
      readonly source: PolicySource;
    };

/**
 * Decides as AWS does within one account: a statement that forbids wins over everything; else the identity's own
 * policies have to allow it, and the permissions boundary and the session's policies, where there are any; or the
 * resource's policy allows it to this very principal.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @example
 * evaluate({ principal, action: 'healthlake:ReadResource', resource: arn, context: {} }, { identity: [policy] });
 */
export function evaluate(request: AccessRequest, policies: Policies): Decision {
  const keys = contextKeys(request);
  const { identity, boundary, session, resource } = policies;
  const says = (effect: Statement['effect'], { statements }: PolicyDocument): boolean =>
    statements.some((statement) => statement.effect === effect && applies(statement, request, keys));
  const forbids = (document: PolicyDocument): boolean => says('Deny', document);
  const allows = (documents: readonly PolicyDocument[]): boolean =>
    documents.some((document) => says('Allow', document));
  const forbidden = (source: PolicySource): Decision => ({ allowed: false, kind: 'explicit-deny', source });
  if (identity.some(forbids)) return forbidden('identity-based policy');
  if (boundary !== undefined && forbids(boundary)) return forbidden('permissions boundary');
  if (session?.some(forbids) === true) return forbidden('session policy');
  if (resource !== undefined && forbids(resource)) return forbidden('resource-based policy');

  const granted = grantedByResource(resource, request, keys);
  if (granted === 'whatever-else') return { allowed: true };
  const missing = (source: PolicySource): Decision => ({ allowed: false, kind: 'implicit-deny', source });
  // The root of the account may do everything that nothing forbids.
  const isRoot = request.principal.kind === 'root';
  if (!isRoot && granted !== 'within-bounds' && !allows(identity)) return missing('identity-based policy');
  if (boundary !== undefined && !allows([boundary])) return missing('permissions boundary');
  if (session !== undefined && !allows(session)) return missing('session policy');
  return { allowed: true };
}

/**
 * What a role's trust policy says of a principal that wants to take the role on: `trusted`, it names the principal
 * itself; `account`, it names the whole account, so that the principal's own policies have to allow it, too.
 */
export type Trust = 'trusted' | 'account' | 'not-trusted';

/** Asks the trust policy of a role about `sts:AssumeRole` and the like. */
export function trustOf(request: Omit<AccessRequest, 'resource'>, trust: PolicyDocument): Trust {
  const keys = contextKeys(request);
  const asked = { principal: request.principal, action: request.action, resource: '*' };
  if (matching([trust], 'Deny', asked, keys).length > 0) return 'not-trusted';
  let found: Trust = 'not-trusted';
  for (const { principals } of matching([trust], 'Allow', asked, keys)) {
    for (const pattern of principals?.items ?? []) {
      if (!isPrincipal(pattern, request.principal)) continue;
      if (pattern.kind !== 'account') return 'trusted';
      found = 'account';
    }
  }
  return found;
}

/**
 * What the resource's own policy gives: to a user or a session by its own ARN, and to services, it is enough by
 * itself; to a role it counts within the role's boundary and the session's policies; to the whole account it leaves
 * the decision to the identity's policies.
 */
function grantedByResource(
  resource: PolicyDocument | undefined,
  request: AccessRequest,
  keys: ContextKeys,
): 'whatever-else' | 'within-bounds' | undefined {
  if (resource === undefined) return undefined;
  const { principal } = request;
  let granted: 'within-bounds' | undefined;
  for (const { principals } of matching([resource], 'Allow', request, keys)) {
    for (const pattern of principals?.items ?? []) {
      if (!isPrincipal(pattern, principal) || pattern.kind === 'account') continue;
      const isDirect =
        principal.kind !== 'session' || (pattern.kind === 'arn' && pattern.arn === principal.arn);
      if (isDirect) return 'whatever-else';
      granted = 'within-bounds';
    }
  }
  return granted;
}

function matching(
  documents: readonly PolicyDocument[],
  effect: Statement['effect'],
  request: AskedOf,
  keys: ContextKeys,
): readonly Statement[] {
  return documents.flatMap(({ statements }) =>
    statements.filter((statement) => statement.effect === effect && applies(statement, request, keys)),
  );
}

/** What of a request is looked at beside its condition keys. */
type AskedOf = Omit<AccessRequest, 'context'>;

function applies(statement: Statement, request: AskedOf, keys: ContextKeys): boolean {
  const { principals, actions, resources, conditions } = statement;
  const action = request.action.toLowerCase();
  return (
    isSelected(actions, (pattern) => matchesPattern(pattern, action)) &&
    (resources === undefined ||
      isSelected(resources, (text) => {
        const pattern = patternFor(text, keys);
        return pattern !== undefined && matchesResource(pattern, request.resource);
      })) &&
    (principals === undefined ||
      isSelected(principals, (pattern) =>
        principals.isInverted
          ? isExcepted(pattern, request.principal)
          : isPrincipal(pattern, request.principal),
      )) &&
    conditions.every((condition) => holds(condition, keys))
  );
}

function isSelected<T>({ isInverted, items }: Selection<T>, isOne: (item: T) => boolean): boolean {
  return items.some(isOne) !== isInverted;
}

/**
 * Whether `NotPrincipal` leaves somebody out. The account stands there beside those it is about, as the guide advises,
 * and leaves out its root alone, not everybody in it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isExcepted(pattern: PrincipalPattern, principal: Principal): boolean {
  return isPrincipal(pattern, principal) && (pattern.kind !== 'account' || principal.kind === 'root');
}

function isPrincipal(pattern: PrincipalPattern, principal: Principal): boolean {
  switch (pattern.kind) {
    case 'everyone':
      return true;
    case 'account':
      return 'account' in principal && principal.account === pattern.account;
    case 'arn':
      return (
        ('arn' in principal && principal.arn === pattern.arn) ||
        (principal.kind === 'session' && principal.roleArn === pattern.arn)
      );
    case 'service':
      return principal.kind === 'service' && principal.service === pattern.service;
    case 'other':
      return false;
    default:
      return pattern satisfies never;
  }
}
