import { WellspringError } from '@wellspring/errors';
import type {
  DateCriterion,
  EdgeComparison,
  NumberCriterion,
  QuantityCriterion,
  RangeComparison,
} from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import { microseconds } from '../../rows/array-rows.js';
import type { ColumnComparison, RangeArm } from './arm.js';

/** A condition on the ends of an interval. */
export type RangeCriterion = DateCriterion | NumberCriterion | QuantityCriterion;

/** A date, number or quantity under its key. */
export function rangeArm(
  criterion: RangeCriterion,
  key: Hash64,
  system: number | undefined,
  term: TermHash,
): RangeArm {
  const arm = { kind: 'range', key, ...(system !== undefined && { system }), interval: true } as const;
  switch (criterion.kind) {
    case 'date':
      return {
        ...arm,
        table: 'date',
        where: criterion.where.map((all) =>
          all.map(({ edge, operator, value }) => ({ column: edge, operator, value: microseconds(value) })),
        ),
      };
    case 'number':
      return { ...arm, table: 'number', where: comparisons(criterion.where) };
    case 'quantity':
      return quantityArm(criterion, arm, term);
    default:
      return criterion satisfies never;
  }
}

/** Two numbers of one row (MolecularSequence's windows): the first is its low, the second its high. */
export function numberPairArm(
  first: RangeCriterion | undefined,
  second: RangeCriterion | undefined,
  key: Hash64,
  system: number | undefined,
): RangeArm {
  if (first?.kind !== 'number' || second?.kind !== 'number')
    throw new WellspringError('search-not-supported', 'This composite has more than one range');
  const where = comparisons(first.where, 'low').flatMap((left) =>
    comparisons(second.where, 'high').map((right) => [...left, ...right]),
  );
  return {
    kind: 'range',
    table: 'number',
    key,
    ...(system !== undefined && { system }),
    where,
    interval: false,
  };
}

function quantityArm(
  { where, unit }: QuantityCriterion,
  arm: Omit<RangeArm, 'table' | 'where'>,
  term: TermHash,
): RangeArm {
  const quantity = { ...arm, table: 'quantity', where: comparisons(where) } as const;
  switch (unit?.form) {
    case undefined:
      return quantity;
    case 'code-or-unit':
      return { ...quantity, unit: { column: 'code-or-unit', hash: term.short(unit.code) } };
    case 'system-code':
      // What is in that unit is among what is in its base units.
      return unit.canonical === undefined
        ? { ...quantity, unit: { column: 'coded', hash: term.short(`${unit.system}|${unit.code}`) } }
        : {
            ...arm,
            table: 'canonical',
            canonical: term.term(arm.key, 'unit', unit.canonical.unit),
            where: comparisons(unit.canonical.where),
          };
    default:
      return unit satisfies never;
  }
}

function comparisons(
  where: RangeComparison,
  column?: 'low' | 'high',
): readonly (readonly ColumnComparison[])[] {
  const compare = ({ edge, operator, value }: EdgeComparison): ColumnComparison => ({
    column: column ?? edge,
    operator,
    value,
  });
  return where.map((all) => all.map(compare));
}
