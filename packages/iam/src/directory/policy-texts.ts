import { WellspringError } from '@wellspring/errors';
import { readPolicy, type PolicyDocument, type PolicyKind } from '@wellspring/policy';

/** Reads policies, each text once: the same text is the same document, so that others may keep things by it. */
export type PolicyTexts = (text: string, kind: PolicyKind) => PolicyDocument;

/** Some 30 MB at most, for texts as long as they may be; usual ones have some hundred characters. */
const KEPT = 1_000;

/** The texts were checked when they were stored; one that cannot be read is an error, never an absent policy. */
export function policyTexts(): PolicyTexts {
  const known = new Map<string, PolicyDocument>();
  return (text, kind) => {
    const key = `${kind}:${text}`;
    const kept = known.get(key);
    if (kept !== undefined) {
      known.delete(key);
      known.set(key, kept);
      return kept;
    }
    const outcome = readPolicy(text, kind);
    if (!outcome.ok)
      throw new WellspringError('iam-policy-unreadable', 'A policy of the caller cannot be read', {
        cause: new Error(outcome.fault),
      });
    known.set(key, outcome.policy);
    if (known.size > KEPT) known.delete(known.keys().next().value!);
    return outcome.policy;
  };
}
