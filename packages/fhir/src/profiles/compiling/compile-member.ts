import type { MemberRule, Slice } from '../compiled-profile.js';
import { contradicts, shown } from '../profile-fault.js';
import { maxOf, minOf, typesOf } from '../snapshot/element-json.js';
import type { ProfileElement } from '../snapshot/element-tree.js';
import { baselineBelow, leastOf, mostOf, type Baseline } from './baseline.js';
import { compileSlicing } from './compile-slicing.js';
import { compileValue } from './compile-value.js';
import type { ProfileCompiler } from './profile-compiler.js';

/** What a profile demands of the values of an element beyond what is checked anyway; undefined where nothing. */
export async function compileMember(
  compiler: ProfileCompiler,
  node: ProfileElement,
  id: string,
  parents: Baseline,
  parentType: string | undefined,
): Promise<MemberRule | undefined> {
  const baseline = baselineBelow(parents, node.name, parentType);
  const named = baseline.length === 0 ? choiceNamed(parents, node.name, parentType) : undefined;
  if (named !== undefined) return compileNamedType(compiler, node, id, named);
  if (baseline.length === 0)
    contradicts(`${shown(id)}: there is no such element in ${shown(parentType ?? parents[0]?.name ?? 'it')}`);
  const [min, max] = [minOf(node.element), maxOf(node.element) ?? Infinity];
  const least = min > leastOf(baseline) ? min : 0;
  const most = max < mostOf(baseline) ? max : Infinity;
  // What may not be there at all needs no more rules.
  const value = most === 0 ? undefined : await compileValue(compiler, node, id, baseline);
  const slicing = await compileSlicing(compiler, node, id, baseline);
  if (least === 0 && most === Infinity && value === undefined && slicing === undefined) return undefined;
  const isChoice = node.name.endsWith('[x]');
  return {
    kind: 'member',
    name: isChoice ? node.name.slice(0, -3) : node.name,
    isChoice,
    resources: baseline.some(isOfResources) ? (node.name === 'contained' ? 'contained' : 'entries') : 'none',
    // How the base has it is how it stands in JSON.
    repeats: baseline.some(({ element }) => (maxOf(element) ?? 0) > 1),
    min: least,
    max: most,
    value,
    slicing,
  };
}

function isOfResources({ element }: ProfileElement): boolean {
  return typesOf(element).some(({ code }) => code === 'Resource');
}

/** A choice of types, and the one that the name of an element says. */
interface NamedChoice {
  readonly stem: string;
  readonly type: string;
  readonly baseline: Baseline;
}

/** The choice that `valueQuantity` is one type of: older tools write snapshots with such paths. */
function choiceNamed(
  parents: Baseline,
  name: string,
  parentType: string | undefined,
): NamedChoice | undefined {
  for (let end = name.length - 1; end > 0; end--) {
    if (!/[A-Z]/.test(name.charAt(end))) continue;
    const baseline = baselineBelow(parents, `${name.slice(0, end)}[x]`, parentType);
    const type = baseline
      .flatMap(({ element }) => typesOf(element))
      .find(({ code }) => code.charAt(0).toUpperCase() + code.slice(1) === name.slice(end));
    if (type !== undefined) return { stem: name.slice(0, end), type: type.code, baseline };
  }
  return undefined;
}

/** What is asked of one type of a choice: a slice of it. */
async function compileNamedType(
  compiler: ProfileCompiler,
  node: ProfileElement,
  id: string,
  { stem, type, baseline }: NamedChoice,
): Promise<MemberRule> {
  const slice: Slice = {
    name: id,
    min: minOf(node.element),
    max: maxOf(node.element) ?? Infinity,
    tests: [{ kind: 'types', path: [], types: new Set([type]) }],
    value: await compileValue(compiler, node, id, baseline),
    slicing: undefined,
  };
  return {
    kind: 'member',
    name: stem,
    isChoice: true,
    resources: 'none',
    repeats: false,
    min: 0,
    max: Infinity,
    value: undefined,
    slicing: { rules: 'open', ordered: false, slices: [slice], byValue: undefined },
  };
}
