import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import type { MemberRule, ValueRule, ValueRules } from '../compiled-profile.js';
import { isLess } from './bounds.js';
import { checkBinding } from './check-binding.js';
import { checkMember } from './check-member.js';
import { checkProfiles } from './check-profiles.js';
import type { CheckRun } from './check-run.js';
import { checkTarget } from './check-target.js';
import { isSameValue, meetsPattern, shownGiven } from './given-value.js';
import { isOneOf } from './slice-match.js';

/** Checks one value against what is asked of it. */
export function checkValue(run: CheckRun, { id, rules }: ValueRules, node: ElementNode): void {
  if (!run.step(rules.length)) return;
  const { place } = run;
  run.place = id;
  for (const rule of rules) {
    if (run.isDone) break;
    checkRule(run, rule, node);
  }
  run.place = place;
}

type PlainRule = Exclude<ValueRule, MemberRule>;

function checkRule(run: CheckRun, rule: ValueRule, node: ElementNode): void {
  if (rule.kind === 'member') checkMember(run, rule, node);
  else checkPlainRule(run, rule, node);
}

/** Whether a value that is given is of the type that the element has here. */
function isOfSuffix({ type }: ElementNode, suffix: string): boolean {
  // Types of FHIRPath's own stand for those of ids and urls.
  return type.charAt(0).toUpperCase() + type.slice(1) === suffix || /^[a-z]/.test(type);
}

function checkPlainRule(run: CheckRun, rule: PlainRule, node: ElementNode): void {
  const { value } = node;
  switch (rule.kind) {
    case 'fixed':
      if (!isOfSuffix(node, rule.given.suffix) || !isSameValue(value, rule.given.value))
        run.add('value', 'value-not-fixed', `is not ${shownGiven(rule.given.value)}, the only value allowed`);
      return;
    case 'pattern':
      if (!isOfSuffix(node, rule.given.suffix) || !meetsPattern(value, rule.given.value))
        run.add('value', 'pattern-not-met', `does not have what ${shownGiven(rule.given.value)} has`);
      return;
    case 'bound': {
      const { end, given } = rule;
      const isOut = end === 'least' ? isLess(value, given.value) : isLess(given.value, value);
      if (isOut === true)
        run.add('value', 'value-out-of-range', `is beyond ${shownGiven(given.value)}, the ${end} allowed`);
      return;
    }
    case 'length':
      // Characters are counted as Unicode has them, not as JavaScript does.
      if (typeof value === 'string' && value.length > rule.most && Array.from(value).length > rule.most)
        run.add('too-long', 'text-too-long', `is longer than ${rule.most} characters`);
      return;
    case 'types':
      if (!isOneOf(node, rule.types))
        run.add(
          'structure',
          'type-not-allowed',
          `is ${node.type}, but has to be ${[...rule.types].join(' or ')}`,
        );
      return;
    case 'invariant': {
      const { invariant, isBestPractice } = rule;
      if (invariant.check(node, run.context) !== false) return;
      const severity = isBestPractice ? 'information' : invariant.severity;
      run.add('invariant', 'invariant-failed', `${invariant.key}: ${invariant.human}`, severity);
      return;
    }
    case 'binding':
      checkBinding(run, rule, node);
      return;
    case 'profile':
      checkProfiles(run, rule, node);
      return;
    case 'target':
      checkTarget(run, rule, node);
      return;
    default:
      rule satisfies never;
  }
}
