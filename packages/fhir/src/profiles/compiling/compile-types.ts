import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { ValueRule } from '../compiled-profile.js';
import { typesOf, type ElementTypeRow } from '../snapshot/element-json.js';
import type { ProfileElement } from '../snapshot/element-tree.js';
import { hasSame, type Baseline } from './baseline.js';
import type { ProfileCompiler } from './profile-compiler.js';

/** Types that say nothing about what a resource is. */
const anyResource: ReadonlySet<string> = new Set(['Resource', 'DomainResource']);

function rowOf(element: JsonObject, code: string): ElementTypeRow | undefined {
  return typesOf(element).find((row) => row.code === code);
}

/**
 * What the types of an element demand: fewer of them, profiles on them, what references may lead to. With it the
 * baseline for the rest, which what those profiles demand is part of.
 */
export async function typeRules(
  compiler: ProfileCompiler,
  node: ProfileElement,
  baseline: Baseline,
): Promise<{ readonly rules: ValueRule[]; readonly inner: Baseline }> {
  const rules: ValueRule[] = [];
  const inner = [...baseline];
  const rows = typesOf(node.element);
  const codes = rows.map(({ code }) => code);
  const isNarrower =
    codes.length > 0 &&
    baseline.length > 0 &&
    baseline.every(({ element }) => {
      const before = typesOf(element).map(({ code }) => code);
      if (before.length === 1 && !anyResource.has(before[0]!)) return false;
      return before.some((code) => !codes.includes(code));
    });
  if (isNarrower && !codes.some((code) => anyResource.has(code)))
    rules.push({ kind: 'types', types: new Set(codes) });

  for (const { code, profile, targetProfile, aggregation } of rows) {
    const same = (view: (row: ElementTypeRow) => readonly string[]): boolean =>
      hasSame(baseline, node.element, (element): JsonValue => {
        const row = rowOf(element, code);
        return row === undefined ? null : view(row);
      });
    if (profile.length > 0 && !same((row) => row.profile)) {
      rules.push({
        kind: 'profile',
        type: code,
        profiles: await compiler.links(profile),
      });
      const [only, ...others] = profile;
      const tree = others.length === 0 ? await compiler.treeOf(only!) : undefined;
      if (tree !== undefined && rows.length === 1) inner.push(tree.root);
    }
    if (code !== 'Reference') continue;
    const leadsOn = targetProfile.length > 0 && !same((row) => row.targetProfile);
    if (leadsOn || (aggregation.length > 0 && !same((row) => row.aggregation))) {
      const targets = leadsOn ? targetProfile : [];
      rules.push({
        kind: 'target',
        targets: await compiler.targets(targets),
        aggregation,
      });
    }
  }
  return { rules, inner };
}
