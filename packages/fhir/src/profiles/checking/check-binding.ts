import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import type { BindingRule } from '../compiled-profile.js';
import type { CheckRun } from './check-run.js';
import { codingsOf, isInCodes } from './codings.js';

/** Judges the codes of a value where the value set is listed by the specification, and asks otherwise. */
export function checkBinding(
  run: CheckRun,
  { valueSet, strength, codes }: BindingRule,
  node: ElementNode,
): void {
  const codings = codingsOf(node);
  if (codings === undefined) return;
  if (codes === undefined) {
    run.ask({ valueSet, strength, codings });
    return;
  }
  if (isInCodes(codings, codes, node.type)) return;
  const severity = strength === 'required' ? 'error' : 'warning';
  run.add('code-invalid', 'code-not-in-value-set', `has no code of the value set ${valueSet}`, severity);
}
