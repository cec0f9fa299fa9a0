import {
  isSingleValued,
  type Condition,
  type Criterion,
  type DateCriterion,
  type NumberCriterion,
  type ParameterCondition,
  type QuantityCriterion,
  type RangeComparison,
  type SearchParameters,
} from '@wellspring/fhir';

/**
 * Puts the ranges of one parameter together where a resource has one value of it at most:
 * `date=ge2020&date=lt2021` is then one range of the index. As two conditions each might be fulfilled by
 * another value, and each alone by most of the table (147 ms a page with 128,677 resources).
 */
export function mergeRanges(
  type: string,
  conditions: readonly Condition[],
  parameters: SearchParameters,
): readonly Condition[] {
  const merged: Condition[] = [];
  for (const condition of conditions) {
    const range = rangeOf(type, condition, parameters);
    const at =
      range === undefined ? -1 : merged.findIndex((each) => canMerge(type, each, condition, parameters));
    if (range === undefined || at < 0) {
      merged.push(condition);
      continue;
    }
    const before = rangeOf(type, merged[at]!, parameters)!;
    merged[at] = { ...before.condition, anyOf: [both(before.criterion, range.criterion)] };
  }
  return merged;
}

type RangeCriterion = DateCriterion | NumberCriterion | QuantityCriterion;

function rangeOf(
  type: string,
  condition: Condition,
  parameters: SearchParameters,
): { readonly condition: ParameterCondition; readonly criterion: RangeCriterion } | undefined {
  if (condition.kind !== 'parameter' || condition.negated === true || condition.anyOf.length !== 1)
    return undefined;
  const [criterion] = condition.anyOf;
  return isRange(criterion) && isSingleValued(type, condition.param, parameters)
    ? { condition, criterion }
    : undefined;
}

function isRange(criterion: Criterion | undefined): criterion is RangeCriterion {
  return criterion?.kind === 'date' || criterion?.kind === 'number' || criterion?.kind === 'quantity';
}

function canMerge(type: string, left: Condition, right: Condition, parameters: SearchParameters): boolean {
  const [one, other] = [rangeOf(type, left, parameters), rangeOf(type, right, parameters)];
  return (
    one !== undefined &&
    other !== undefined &&
    one.condition.param === other.condition.param &&
    unitName(one.criterion) === unitName(other.criterion)
  );
}

/** Ranges in one unit can be one range; those in several need one each. */
function unitName(criterion: RangeCriterion): string {
  if (criterion.kind !== 'quantity' || criterion.unit === undefined) return '';
  const { unit } = criterion;
  return unit.form === 'code-or-unit' ? `|${unit.code}` : `${unit.system}|${unit.code}`;
}

function both(left: RangeCriterion, right: RangeCriterion): RangeCriterion {
  const where = product(left.where, right.where);
  if (left.kind !== 'quantity' || right.kind !== 'quantity') return { ...left, where };
  const [one, other] = [left.unit, right.unit];
  if (
    one?.form !== 'system-code' ||
    other?.form !== 'system-code' ||
    one.canonical === undefined ||
    other.canonical === undefined
  )
    return { ...left, where };
  const canonical = { ...one.canonical, where: product(one.canonical.where, other.canonical.where) };
  return { ...left, where, unit: { ...one, canonical } };
}

function product(left: RangeComparison, right: RangeComparison): RangeComparison {
  return left.flatMap((all) => right.map((more) => [...all, ...more]));
}
