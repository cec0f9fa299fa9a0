import type { MemberRule } from '../compiled-profile.js';
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
