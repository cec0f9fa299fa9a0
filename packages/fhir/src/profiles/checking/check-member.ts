import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import { type Item } from '../../fhirpath/evaluation/element-node.js';
import { addChildren } from '../../fhirpath/evaluation/node-children.js';
import { isObject } from '../../json/json-kind.js';
import type { MemberRule, ValueRules } from '../compiled-profile.js';
import type { CheckRun } from './check-run.js';
import { checkSlicing } from './check-slicing.js';
import { checkValue } from './check-value.js';

/** Checks the values of one element: their number, each of them, and the slices of the list. */
export function checkMember(run: CheckRun, rule: MemberRule, parent: ElementNode): void {
  const items: Item[] = [];
  addChildren(parent, rule.name, items);
  const nodes = items as ElementNode[];
  const { min, max, isChoice, repeats, name, value, slicing } = rule;
  if (!run.step(nodes.length + 1)) return;
  const first = nodes[0];
  run.enter(isChoice && first !== undefined ? `${name}.ofType(${first.type})` : name);
  if (nodes.length < min)
    run.add(
      'required',
      'missing-element',
      min === 1 ? 'is required, but missing' : tooFew(nodes.length, min),
    );
  if (nodes.length > max)
    run.add('structure', 'too-many', max === 0 ? 'is not allowed' : tooMany(nodes.length, max));
  if (value !== undefined)
    for (let index = 0; index < nodes.length; index++) {
      if (run.isDone) break;
      if (repeats) run.at(index);
      checkItem(run, rule, nodes[index]!, value);
    }
  if (repeats) run.at(-1);
  if (slicing !== undefined && !run.isDone) checkSlicing(run, rule, slicing, nodes);
  run.leave();
}

/** Checks one value of an element. A resource within another is what its own rules are evaluated in. */
export function checkItem(
  run: CheckRun,
  { resources }: MemberRule,
  node: ElementNode,
  rules: ValueRules,
): void {
  if (resources === 'none' || !isObject(node.value)) {
    checkValue(run, rules, node);
    return;
  }
  const { context } = run;
  const resource = node.value;
  const rootResource = resources === 'contained' ? context.rootResource : resource;
  run.context = { ...context, resource, rootResource };
  checkValue(run, rules, node);
  run.context = context;
}

function tooFew(count: number, min: number): string {
  return `has ${count} values, but needs at least ${min}`;
}

function tooMany(count: number, max: number): string {
  return `has ${count} values, but ${max} at most are allowed`;
}
