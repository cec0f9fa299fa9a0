import { principalOf, type AccessQuestion, type Identity } from '@wellspring/access';
import type { Awaitable } from '@wellspring/http';
import {
  evaluate,
  trustOf,
  type AccessRequest,
  type ContextValue,
  type Decision,
  type PolicyDocument,
  type Principal,
} from '@wellspring/policy';
import type { IdentityDirectory } from '../identity-directory.js';
import { conditionKeys, type Circumstances, type ConditionKeys } from './condition-keys.js';
import { heldPolicies, type HeldPolicies } from './held-policies.js';

/** Somebody who wants something. */
export interface Asker {
  readonly identity: Identity;
  readonly circumstances: Circumstances;
}

/** What was decided, and on what. */
export interface Verdict {
  readonly request: AccessRequest;
  readonly decision: Decision;
}

export interface Verdicts {
  /** Whether the asker may do what is asked. */
  of(asker: Asker, question: AccessQuestion): Awaitable<Verdict>;
  /**
   * Whether the asker may take on a role, or do with it what else its trust policy is about: that policy has to name
   * the asker, or its account; and the asker's own policies must not forbid it, and have to allow it where only the
   * account is named.
   */
  ofTrust(asker: Asker, question: AccessQuestion, trust: PolicyDocument): Promise<Verdict>;
}

export interface VerdictOptions {
  readonly directory: IdentityDirectory;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const notTrusted: Decision = { allowed: false, kind: 'implicit-deny', source: 'resource-based policy' };
/** Nobody speaks for a user or role that is gone, not even the policy of a bucket. */
const isGone: Decision = { allowed: false, kind: 'implicit-deny', source: 'identity-based policy' };
const withoutMfa: Decision = { allowed: false, kind: 'implicit-deny', source: 'session policy' };

/** Brings together who asks, what for, under which circumstances, and by which policies that is decided. */
export function createVerdicts({ directory, region, now }: VerdictOptions): Verdicts {
  const requestOf = (
    asker: Asker,
    held: HeldPolicies | undefined,
    question: AccessQuestion,
  ): AccessRequest => {
    const at = now();
    return new AskedRequest(asker.identity, question, () =>
      conditionKeys(asker.identity, held?.tags ?? {}, asker.circumstances, region, at),
    );
  };
  const decide = (
    { identity }: Asker,
    held: HeldPolicies | undefined,
    request: AccessRequest,
    resource: PolicyDocument | undefined,
  ): Decision => {
    if (held === undefined) return isGone;
    if (isBeyondSessionTokens(identity, request.action)) return withoutMfa;
    return evaluate(request, { resource, ...held });
  };
  return {
    of(asker, question) {
      const by = (held: HeldPolicies | undefined): Verdict => {
        const request = requestOf(asker, held, question);
        return { request, decision: decide(asker, held, request, question.resourcePolicy) };
      };
      const found = heldPolicies(asker.identity, directory);
      return found instanceof Promise ? found.then(by) : by(found);
    },
    async ofTrust(asker, question, trust) {
      const held = await heldPolicies(asker.identity, directory);
      const request = requestOf(asker, held, question);
      const trusted = trustOf(request, trust) !== 'not-trusted';
      return { request, decision: trusted ? decide(asker, held, request, trust) : notTrusted };
    },
  };
}

/**
 * The context is put together when a policy asks for a condition key: few do. A class, since V8 makes a new shape for
 * every object that is written down with a getter in it.
 */
class AskedRequest implements AccessRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly #ofRequest: ConditionKeys | undefined;
  readonly #ofAsker: () => ConditionKeys;
  #context: ConditionKeys | undefined;

  constructor(identity: Identity, question: AccessQuestion, ofAsker: () => ConditionKeys) {
    this.principal = principalOf(identity);
    this.action = question.action;
    this.resource = question.resource;
    this.#ofRequest = question.context;
    this.#ofAsker = ofAsker;
    this.#context = undefined;
  }

  get context(): ConditionKeys {
    return (this.#context ??= merged(this.#ofRequest, this.#ofAsker()));
  }
}

/**
 * Of the same name, what is known of the asker counts, and not what a room says; names are compared without regard to
 * case.
 */
function merged(ofRequest: ConditionKeys = {}, ofAsker: ConditionKeys): ConditionKeys {
  const context: Record<string, ContextValue | undefined> = {};
  for (const name in ofRequest) context[name.toLowerCase()] = ofRequest[name];
  for (const name in ofAsker) context[name.toLowerCase()] = ofAsker[name];
  return context;
}

/** What credentials of GetSessionToken may ask STS for. */
const forSessionTokens = ['sts:assumerole', 'sts:tagsession', 'sts:setsourceidentity'];

/**
 * Credentials of GetSessionToken, where there was no MFA, are good for no call to IAM, and for AssumeRole and
 * GetCallerIdentity of STS only (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html).
 */
function isBeyondSessionTokens(identity: Identity, action: string): boolean {
  if (identity.kind === 'role-session' || identity.temporary === undefined) return false;
  const name = action.toLowerCase();
  // Not a call to IAM, but a right that services ask for.
  if (name === 'iam:passrole') return false;
  return name.startsWith('iam:') || (name.startsWith('sts:') && !forSessionTokens.includes(name));
}
