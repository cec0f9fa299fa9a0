import { createRequire } from 'node:module';

/** A unit symbol without prefix, in terms of base units. */
export interface UnitDefinition {
  /** How many of {@link UnitDefinition.units} one is. */
  readonly magnitude: number;
  /** Base units with their exponents, none of them 0. */
  readonly units: readonly (readonly [unit: string, exponent: number])[];
  /** Whether it takes prefixes. */
  readonly metric: boolean;
  /**
   * For a unit that is not proportional to its base units: what is to be added to a value before it
   * is multiplied by the magnitude, 0 for a logarithmic or other scale, which is a base unit of its own.
   */
  readonly shift?: number;
}

/** What is used of the library; it has no types. */
interface UcumLibrary {
  /** Reads the definitions when it is first called. */
  readonly UcumLhcUtils: { getInstance(): unknown };
  readonly UnitTables: { getInstance(): { allUnitsByDef(): readonly LibraryUnit[] } };
}

interface LibraryUnit {
  readonly csCode_: string;
  /** Not what UCUM defines, but combinations of it that LOINC uses, have another. */
  readonly source_: string | null;
  readonly magnitude_: number;
  readonly dim_: { readonly dimVec_: readonly number[] | null } | null;
  readonly isBase_: boolean;
  /** False for base units, though they take prefixes. */
  readonly isMetric_: boolean;
  readonly isSpecial_: boolean;
  readonly isArbitrary_: boolean;
  readonly cnv_: string | null;
  readonly moleExp_: number;
  readonly equivalentExp_: number;
  /** The unit it is defined by. */
  readonly csUnitString_: string | null;
}

/** The base units in the order in which the library has their exponents. */
const baseUnits = ['m', 's', 'g', 'rad', 'K', 'C', 'cd'] as const;

/**
 * Temperatures in K are (value + shift) times the magnitude: UCUM's functions of table 5, with the
 * shift of [degRe], 273.15 K * 0.8, in its own degrees. As degrees are added first, absolute zero is
 * exactly 0.
 */
const shifts: ReadonlyMap<string, number> = new Map([
  ['Cel', 273.15],
  ['[degF]', 459.67],
  ['[degRe]', 218.52],
]);

/**
 * Where version 7.1.9 of the library differs from the definitions in UCUM's own table: it drops the slash that
 * a definition begins with, and has one low power field as 1.
 */
const corrections = new Map<string, Pick<UnitDefinition, 'magnitude' | 'units'>>([
  ['[diop]', { magnitude: 1, units: [['m', -1]] }],
  ['[mesh_i]', { magnitude: 1 / 0.0254, units: [['m', -1]] }],
  ['Bd', { magnitude: 1, units: [['s', -1]] }],
  ['[LPF]', { magnitude: 100, units: [] }],
]);

let loaded: ReadonlyMap<string, UnitDefinition> | undefined;

/**
 * UCUM's own unit symbols (https://ucum.org/ucum). They are read when first asked for, in some 35 ms:
 * a store without coded units never does.
 */
export function unitDefinitions(): ReadonlyMap<string, UnitDefinition> {
  return (loaded ??= readDefinitions());
}

function readDefinitions(): ReadonlyMap<string, UnitDefinition> {
  const library = createRequire(import.meta.url)('@lhncbc/ucum-lhc') as UcumLibrary;
  library.UcumLhcUtils.getInstance();
  const units = library.UnitTables.getInstance()
    .allUnitsByDef()
    .filter(({ source_ }) => source_ === 'UCUM');
  const mole = units.find(({ csCode_ }) => csCode_ === 'mol')?.magnitude_ ?? 1;
  return new Map(units.map((unit) => [unit.csCode_, definition(unit, mole)]));
}

function definition(unit: LibraryUnit, mole: number): UnitDefinition {
  const code = unit.csCode_;
  const metric = unit.isMetric_ || unit.isBase_;
  const corrected = corrections.get(code);
  if (corrected !== undefined) return { ...corrected, metric };
  const shift = shifts.get(code);
  if (unit.isSpecial_ && shift === undefined) return { magnitude: 1, units: [[code, 1]], metric, shift: 0 };
  // [IU] is defined as one [iU]; the others by nothing but themselves.
  if (unit.isArbitrary_)
    return { magnitude: 1, units: [[unit.csUnitString_ === '[iU]' ? '[iU]' : code, 1]], metric };
  const { moleExp_: moles, equivalentExp_: equivalents } = unit;
  const exponents: [string, number][] = baseUnits.map((base, index) => [
    base,
    unit.dim_?.dimVec_?.[index] ?? 0,
  ]);
  exponents.push(['mol', moles], ['eq', equivalents]);
  return {
    magnitude: unit.magnitude_ / mole ** (moles + equivalents),
    units: exponents.filter(([, exponent]) => exponent !== 0),
    metric,
    ...(shift !== undefined && { shift }),
  };
}
