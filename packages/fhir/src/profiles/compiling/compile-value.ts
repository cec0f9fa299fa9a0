import { compileInvariant } from '../../invariants/invariant.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { ValueRule, ValueRules } from '../compiled-profile.js';
import { shown } from '../profile-fault.js';
import { choiceOf, objectsOf, textOf, typesOf } from '../snapshot/element-json.js';
import type { ProfileElement } from '../snapshot/element-tree.js';
import { givenOf, hasConstraint, hasSame, type Baseline } from './baseline.js';
import { bindingRules } from './compile-binding.js';
import { compileMember } from './compile-member.js';
import { typeRules } from './compile-types.js';
import type { ProfileCompiler } from './profile-compiler.js';

const bestPractice = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice';

/** The one type that an element is of; undefined for a choice. */
export function typeOf({ element }: ProfileElement): string | undefined {
  const [type, ...others] = typesOf(element);
  return others.length > 0 ? undefined : type?.code;
}

/**
 * What a profile demands of a value beyond what is checked anyway; undefined where that is nothing, as it is for
 * most elements of a snapshot.
 */
export async function compileValue(
  compiler: ProfileCompiler,
  node: ProfileElement,
  id: string,
  baseline: Baseline,
): Promise<ValueRules | undefined> {
  compiler.budget.spendElements(1);
  const { rules, inner } = await typeRules(compiler, node, baseline);
  rules.push(...valueRules(node.element, inner, typeOf(node)));
  rules.push(...bindingRules(node.element, inner));
  for (const child of node.children ?? []) {
    const member = await compileMember(compiler, child, `${id}.${child.name}`, inner, typeOf(node));
    if (member !== undefined) rules.push(member);
  }
  return rules.length === 0 ? undefined : { id: shown(id), rules };
}

/** Rules that need nothing but the element. */
function valueRules(element: JsonObject, baseline: Baseline, type: string | undefined): readonly ValueRule[] {
  const rules: ValueRule[] = [];
  for (const kind of ['fixed', 'pattern'] as const) {
    const given = choiceOf(element, kind);
    if (given !== undefined && !hasSame(baseline, element, givenOf(kind))) rules.push({ kind, given });
  }
  for (const [prefix, end] of [
    ['minValue', 'least'],
    ['maxValue', 'largest'],
  ] as const) {
    const given = choiceOf(element, prefix);
    if (given !== undefined && !hasSame(baseline, element, givenOf(prefix)))
      rules.push({ kind: 'bound', end, given });
  }
  const most = element['maxLength'];
  if (typeof most === 'number' && !hasSame(baseline, element, (each) => each['maxLength']))
    rules.push({ kind: 'length', most });
  for (const constraint of objectsOf(element, 'constraint')) {
    const [key, expression] = [textOf(constraint, 'key') ?? '', textOf(constraint, 'expression')];
    if (expression === undefined || hasConstraint(baseline, key, type)) continue;
    const severity = constraint['severity'] === 'warning' ? 'warning' : 'error';
    const human = shown(textOf(constraint, 'human') ?? expression);
    rules.push({
      kind: 'invariant',
      invariant: compileInvariant({ key: shown(key), severity, human, expression }),
      isBestPractice: objectsOf(constraint, 'extension').some(isBestPractice),
    });
  }
  return rules;
}

function isBestPractice(extension: Readonly<Record<string, JsonValue | undefined>>): boolean {
  return extension['url'] === bestPractice && extension['valueBoolean'] === true;
}
