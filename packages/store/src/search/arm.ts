import { WellspringError } from '@wellspring/errors';
import type {
  CompositeCriterion,
  EdgeComparison,
  QuantityCriterion,
  RangeComparison,
  SimpleCriterion,
  TokenCriterion,
} from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import { referenceTerm, type TermHash } from '../hash/term-hash.js';
import { microseconds } from '../rows/array-rows.js';
import { exactSystem } from '../rows/composite-row.js';
import { INDEXED_TEXT, indexedText } from '../rows/indexed-text.js';
import { afterPrefix } from './after-prefix.js';

/** One way to fulfil a condition: a range of one index table. A condition's arms are ORed. */
export type Arm = TokenArm | RangeArm;

/** `token` rows with this hash. */
export interface TokenArm {
  readonly kind: 'token';
  readonly hash: Hash64;
  /** Only rows with this system (0: with none); absent: whatever the system. */
  readonly system?: number;
  /** Whether one resource can have several such rows, by several systems. */
  readonly repeats: boolean;
}

/** Rows of another table under this key, within bounds: an OR of ANDs. */
export interface RangeArm {
  readonly kind: 'range';
  readonly table: 'string' | 'date' | 'number' | 'quantity';
  readonly key: Hash64;
  readonly system?: number;
  readonly where: readonly (readonly ColumnComparison[])[];
  /** Whether low and high are the ends of one interval, so that low never exceeds high. */
  readonly interval: boolean;
  readonly unit?: { readonly column: 'coded' | 'code-or-unit'; readonly hash: number };
}

export interface ColumnComparison {
  readonly column: 'low' | 'high' | 'value';
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: bigint | number | string;
}

/**
 * The arms of one criterion of a parameter.
 *
 * @param parameter the parameter's key (`TermHash.parameter`)
 * @throws WellspringError `search-not-supported` for what no row answers
 */
export function armsOf(
  criterion: SimpleCriterion | CompositeCriterion,
  parameter: Hash64,
  term: TermHash,
): readonly Arm[] {
  switch (criterion.kind) {
    case 'token':
      return [tokenArm(criterion, parameter, term)];
    case 'reference':
      return criterion.targets.map((target) => ({
        kind: 'token',
        hash: referenceTerm(parameter, term.reference(target)),
        repeats: false,
      }));
    case 'uri':
      return [{ kind: 'token', hash: term.term(parameter, 'uri', criterion.value), repeats: false }];
    case 'string':
    case 'date':
    case 'number':
    case 'quantity':
      return [rangeArm([criterion], parameter, undefined, term)];
    case 'composite':
      return compositeArms(criterion, parameter, term);
    default:
      return criterion satisfies never;
  }
}

function tokenArm(criterion: TokenCriterion, parameter: Hash64, term: TermHash): TokenArm {
  if (criterion.form === 'system')
    return { kind: 'token', hash: term.term(parameter, 'system', criterion.system), repeats: false };
  const hash = term.term(parameter, 'code', criterion.code);
  switch (criterion.form) {
    case 'code':
      return { kind: 'token', hash, repeats: true };
    case 'system-code':
      return { kind: 'token', hash, system: term.short(criterion.system), repeats: false };
    case 'no-system-code':
      return { kind: 'token', hash, system: 0, repeats: false };
    default:
      return criterion satisfies never;
  }
}

/** Follows composite-row.ts: tokens, references and URIs lead to the key, the rest is a range there. */
function compositeArms(criterion: CompositeCriterion, parameter: Hash64, term: TermHash): readonly Arm[] {
  let keys: readonly Hash64[] = [parameter];
  let firstToken = true;
  let system: number | undefined;
  const ranges: RangeCriterion[] = [];
  for (const component of criterion.components) {
    switch (component.kind) {
      case 'token': {
        if (component.form === 'system')
          throw new WellspringError(
            'search-not-supported',
            'A system without a code ("system|") cannot be part of a composite',
          );
        const { code, form } = component;
        keys = keys.map((key) => term.term(key, 'code', code));
        const exact = form === 'system-code' ? component.system : undefined;
        if (form === 'code') {
          // Whatever the system.
        } else if (firstToken) {
          system = exact === undefined ? 0 : term.short(exact);
        } else {
          keys = keys.map((key) => exactSystem(key, exact, term));
        }
        firstToken = false;
        break;
      }
      case 'reference':
        keys = keys.flatMap((key) => component.targets.map((target) => term.term(key, 'component', target)));
        break;
      case 'uri':
        keys = keys.map((key) => term.term(key, 'uri', component.value));
        break;
      case 'string':
      case 'date':
      case 'number':
      case 'quantity':
        ranges.push(component);
        break;
      default:
        (component) satisfies never;
    }
  }
  return keys.map((key): Arm => {
    if (ranges.length > 0) return rangeArm(ranges, key, system, term);
    return {
      kind: 'token',
      hash: key,
      ...(system !== undefined && { system }),
      repeats: system === undefined,
    };
  });
}

type RangeCriterion = Extract<SimpleCriterion, { kind: 'string' | 'date' | 'number' | 'quantity' }>;

function rangeArm(
  criteria: readonly RangeCriterion[],
  key: Hash64,
  system: number | undefined,
  term: TermHash,
): RangeArm {
  const base = { kind: 'range', key, ...(system !== undefined && { system }), interval: true } as const;
  const [first, second] = criteria;
  if (second !== undefined) {
    if (first?.kind !== 'number' || second.kind !== 'number' || criteria.length > 2)
      throw new WellspringError('search-not-supported', 'This composite has more than one range');
    // One row holds both numbers: the first as low, the second as high.
    const where = numbers(first.where, 'low').flatMap((left) =>
      numbers(second.where, 'high').map((right) => [...left, ...right]),
    );
    return { ...base, table: 'number', where, interval: false };
  }
  switch (first!.kind) {
    case 'string':
      return { ...base, table: 'string', where: [textBounds(first!.value)] };
    case 'date':
      return {
        ...base,
        table: 'date',
        where: first!.where.map((all) =>
          all.map(({ edge, operator, value }) => ({ column: edge, operator, value: microseconds(value) })),
        ),
      };
    case 'number':
      return { ...base, table: 'number', where: numbers(first!.where) };
    case 'quantity': {
      const unit = unitOf(first!, term);
      return { ...base, table: 'quantity', where: numbers(first!.where), ...(unit && { unit }) };
    }
  }
}

function numbers(where: RangeComparison, column?: 'low' | 'high'): readonly (readonly ColumnComparison[])[] {
  const compare = ({ edge, operator, value }: EdgeComparison): ColumnComparison => ({
    column: column ?? edge,
    operator,
    value,
  });
  return where.map((all) => all.map(compare));
}

function unitOf({ unit }: QuantityCriterion, term: TermHash): RangeArm['unit'] {
  if (unit === undefined) return undefined;
  switch (unit.form) {
    case 'system-code':
      return { column: 'coded', hash: term.short(`${unit.system}|${unit.code}`) };
    case 'code-or-unit':
      return { column: 'code-or-unit', hash: term.short(unit.code) };
    default:
      return unit satisfies never;
  }
}

function textBounds(prefix: string): readonly ColumnComparison[] {
  if (prefix.length > INDEXED_TEXT)
    throw new WellspringError(
      'search-not-supported',
      `Strings are indexed by their first ${INDEXED_TEXT} characters; search for no more than these`,
    );
  const text = indexedText(prefix);
  const end = afterPrefix(text);
  const from: ColumnComparison = { column: 'value', operator: '>=', value: text };
  return end === undefined ? [from] : [from, { column: 'value', operator: '<', value: end }];
}
