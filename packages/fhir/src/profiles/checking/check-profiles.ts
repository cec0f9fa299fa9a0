import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import { isOfType } from '../../fhirpath/evaluation/node-type.js';
import type { ProfileRule } from '../compiled-profile.js';
import type { CheckRun } from './check-run.js';
import { checkAgainst, firstFault } from './meets-profile.js';

/** Checks a value against the profiles on its type, of which it has to meet one. */
export function checkProfiles(run: CheckRun, { type, profiles }: ProfileRule, node: ElementNode): void {
  if (!isOfType(node, type)) return;
  const [only, ...others] = profiles;
  if (only !== undefined && others.length === 0) {
    const profile = only.profile();
    if (profile !== undefined) checkAgainst(run, node, profile);
    else reportUnknown(run, only);
    return;
  }
  const faults: string[] = [];
  for (const link of profiles) {
    const profile = link.profile();
    if (profile === undefined) {
      // It may be the one that is met.
      reportUnknown(run, link);
      return;
    }
    const fault = firstFault(run, node, profile);
    if (fault === undefined) return;
    faults.push(fault.diagnostics);
  }
  run.add('structure', 'profile-not-met', `meets none of ${profiles.length} profiles: ${faults[0] ?? ''}`);
}

/** A profile that is led to and cannot be checked is no fault of the data. */
export function reportUnknown(run: CheckRun, { canonical, fault }: ProfileRule['profiles'][number]): void {
  const reason = fault();
  if (reason === undefined)
    run.add(
      'not-found',
      'unknown-profile',
      `${canonical} is not known here, so it was not checked`,
      'warning',
    );
  else run.add('invalid', 'unusable-profile', `${canonical} cannot be checked: ${reason}`, 'warning');
}
