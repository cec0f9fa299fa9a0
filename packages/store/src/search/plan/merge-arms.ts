import type { Arm, ColumnComparison, RangeArm } from './arm.js';

/** What all of an alternative's comparisons hold for. */
type All = readonly ColumnComparison[];

/** As few are as quick one by one. */
const MANY = 20;

/**
 * Puts the ranges under one key together, where they are many (`date=2020-01-01,2020-01-02,...`), and leaves out
 * what others of them contain: nothing else is found by it.
 */
export function mergeArms(arms: readonly Arm[]): readonly Arm[] {
  if (arms.length < MANY) return arms;
  const merged = new Map<string, RangeArm & { readonly where: All[] }>();
  const others: Arm[] = [];
  for (const arm of arms) {
    if (arm.kind !== 'range') {
      others.push(arm);
      continue;
    }
    const { where, ...rest } = arm;
    const name = JSON.stringify(rest);
    const known = merged.get(name);
    if (known === undefined) merged.set(name, { ...arm, where: [...where] });
    else known.where.push(...where);
  }
  return [...others, ...[...merged.values()].map((arm) => ({ ...arm, where: simplified(arm) }))];
}

function simplified({ where, interval }: RangeArm): readonly All[] {
  const shapes = new Map<string, All[]>();
  for (const all of where) {
    const shape = all.map(({ column, operator }) => `${column} ${operator}`).join(' ');
    const alike = shapes.get(shape);
    if (alike === undefined) shapes.set(shape, [all]);
    else alike.push(all);
  }
  return [...shapes].flatMap(([shape, alike]) => {
    if (alike[0]!.length === 1) return [widest(alike)];
    if (/^low >= high <=?$/.test(shape)) return outermost(alike);
    return interval && /^low <=? high >=?$/.test(shape) ? joined(alike) : alike;
  });
}

/** Of comparisons that differ in their value alone, the one that all others follow from. */
function widest(alike: readonly All[]): All {
  return alike.reduce((one, other) => {
    const [left, right] = [one[0]!, other[0]!];
    return right.operator.startsWith('<') === right.value > left.value ? other : one;
  });
}

/** Of `low >= from AND high <= to` those that lie in no other, by `from`; so their `to` rises, too. */
function outermost(alike: readonly All[]): readonly All[] {
  const from = (all: All): bigint | number => all[0]!.value;
  const to = (all: All): bigint | number => all[1]!.value;
  const sorted = [...alike].sort(
    (left, right) => compare(from(left), from(right)) || compare(to(right), to(left)),
  );
  const kept: All[] = [];
  for (const all of sorted) {
    const last = kept.at(-1);
    if (last === undefined || to(all) > to(last)) kept.push(all);
  }
  return kept;
}

/**
 * Of `low < to AND high > from` (`ap`: the two overlap) those that overlap one another become one: what overlaps
 * it, overlaps one of them.
 */
function joined(alike: readonly All[]): readonly All[] {
  const sorted = [...alike].sort((left, right) => compare(left[1]!.value, right[1]!.value));
  const kept: All[] = [];
  for (const all of sorted) {
    const [to, from] = [all[0]!, all[1]!];
    const last = kept.at(-1);
    if (last === undefined || from.value >= last[0]!.value) kept.push(all);
    else if (to.value > last[0]!.value) kept[kept.length - 1] = [to, last[1]!];
  }
  return kept;
}

function compare(left: bigint | number, right: bigint | number): number {
  return left < right ? -1 : Number(left > right);
}
