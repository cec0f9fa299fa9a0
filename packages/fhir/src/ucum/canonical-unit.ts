import { prefixSplits } from './metric-prefix.js';
import { unitDefinitions, type UnitDefinition } from './unit-definitions.js';
import { maxUnitLength, unitExpression } from './unit-expression.js';

/** How values of a unit become values of base units: (value + shift) * factor. */
export interface CanonicalUnit {
  /** Finite and above 0, so that order is kept. */
  readonly factor: number;
  /** 0 but for temperatures. */
  readonly shift: number;
  /**
   * The base units with their exponents, sorted, itself a UCUM code: `g.m-3`, `m-3.mol`, `K`,
   * `[iU].m-3`; `1` where there are none.
   */
  readonly unit: string;
}

/** A data store has some hundred units. */
const maxKept = 4_096;

/** What was worked out before; undefined for codes that are not UCUM's. */
const kept = new Map<string, CanonicalUnit | undefined>();

/**
 * The base units of a UCUM code (case-sensitive form). It takes 20 ns for a code that was asked for
 * before, else some 7 microseconds; the first of a process reads the definitions.
 *
 * Two deviations from UCUM, for which a mole is the number 6.02e23: mol, and eq apart from it, are
 * base units here. Otherwise "below 4 mmol/L" would find every count of cells per litre, and
 * 2.5 mmol/L of calcium, which is 5 meq/L, would be found as 2.5 meq/L.
 *
 * Arbitrary units ([iU], [arb'U]) are base units, too, as are the scales that are not proportional to
 * anything (pH, bel, neper, homeopathic potencies), which UCUM allows to stand only by themselves.
 *
 * @returns undefined for what is not a UCUM code
 * @see https://ucum.org/ucum
 */
export function canonicalUnit(code: string): CanonicalUnit | undefined {
  const known = kept.get(code);
  if (known !== undefined || kept.has(code)) return known;
  if (code.length > maxUnitLength) return undefined;
  const unit = workOut(code);
  // Working them out again is cheap; taking the oldest from the front of a Map is not (70 microseconds).
  if (kept.size >= maxKept) kept.clear();
  // A copy: the code may be a slice of a whole request, which would be kept with it.
  kept.set(Buffer.from(code).toString(), unit);
  return unit;
}

interface PrefixedUnit {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly definition: UnitDefinition;
}

function prefixedUnit(symbol: string): PrefixedUnit | undefined {
  const definitions = unitDefinitions();
  const plain = definitions.get(symbol);
  if (plain !== undefined) return { base: 10, exponent: 0, definition: plain };
  for (const { base, exponent, rest } of prefixSplits(symbol)) {
    const definition = definitions.get(rest);
    if (definition?.metric === true) return { base, exponent, definition };
  }
  return undefined;
}

/** Whether UCUM has a unit of this symbol, with a prefix where it takes one. */
export function isUnitSymbol(symbol: string): boolean {
  return prefixedUnit(symbol) !== undefined;
}

function workOut(code: string): CanonicalUnit | undefined {
  const factors = unitExpression(code);
  if (factors === undefined) return undefined;
  // Powers of ten are added up and applied at the end, so that mg/dL is exactly 10 g/m3.
  let tens = 0;
  let dividend = 1;
  let divisor = 1;
  let shift = 0;
  const exponents = new Map<string, number>();
  const multiply = (number: number, exponent: number): void => {
    if (exponent > 0) dividend *= number ** exponent;
    else divisor *= number ** -exponent;
  };
  for (const { symbol, number, exponent } of factors) {
    if (number) {
      multiply(Number(symbol), exponent);
      continue;
    }
    const found = prefixedUnit(symbol);
    if (found === undefined) return undefined;
    const { base, exponent: prefix, definition } = found;
    if (definition.shift !== undefined) {
      if (factors.length > 1 || exponent !== 1) return undefined;
      shift = definition.shift / base ** prefix;
    }
    if (symbol === '10*' || symbol === '10^') tens += exponent;
    else multiply(definition.magnitude, exponent);
    if (base === 10) tens += prefix * exponent;
    else multiply(2, prefix * exponent);
    for (const [unit, power] of definition.units)
      exponents.set(unit, (exponents.get(unit) ?? 0) + power * exponent);
  }
  const powerOfTen = Number(`1e${Math.abs(tens)}`);
  const factor = tens < 0 ? dividend / divisor / powerOfTen : (dividend / divisor) * powerOfTen;
  if (!Number.isFinite(factor) || factor <= 0) return undefined;
  return { factor, shift, unit: unitText(exponents) };
}

function unitText(exponents: ReadonlyMap<string, number>): string {
  const parts = [...exponents]
    .filter(([, exponent]) => exponent !== 0)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([unit, exponent]) => (exponent === 1 ? unit : `${unit}${exponent}`));
  return parts.length === 0 ? '1' : parts.join('.');
}
