import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import { isOfType } from '../../fhirpath/evaluation/node-type.js';
import type { Issue } from '../../issue.js';
import { isObject } from '../../json/json-kind.js';
import type { CompiledProfile, ProfileLink } from '../compiled-profile.js';
import type { CheckRun } from './check-run.js';
import { checkValue } from './check-value.js';

/** Checks a value of a profile's type against it. */
export function checkAgainst(run: CheckRun, node: ElementNode, profile: CompiledProfile): void {
  const { rules } = profile;
  if (rules === undefined) return;
  run.within(profile, isObject(node.value) ? node.value : undefined, () => {
    checkValue(run, rules, node);
  });
}

/** Whether a value meets one of some profiles; undefined where none is met, and one is not known here. */
export function meetsProfile(
  run: CheckRun,
  node: ElementNode,
  links: readonly ProfileLink[],
): boolean | undefined {
  let isUnknown = false;
  for (const link of links) {
    const profile = link.profile();
    if (profile === undefined) isUnknown = true;
    else if (isOfType(node, profile.type) && firstFault(run, node, profile) === undefined) return true;
  }
  return isUnknown ? undefined : false;
}

/** The first error of a value against a profile. */
export function firstFault(run: CheckRun, node: ElementNode, profile: CompiledProfile): Issue | undefined {
  return run.trial(() => {
    checkAgainst(run, node, profile);
  });
}
