import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { inBaseUnits, ucumSystem } from '../ucum/canonical-quantity.js';
import { canonicalUnit } from '../ucum/canonical-unit.js';
import { clinicalRanges, type ClinicalRange, type PossibleRange } from './clinical-ranges.js';
import type { QualitySink } from './quality-sink.js';

const loinc = 'http://loinc.org';

/** A range in base units. */
interface BaseRange {
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

interface KnownCode {
  /** `8867-4 Heart rate`. */
  readonly part: string;
  readonly ranges: readonly BaseRange[];
}

/** Conversions are exact to some 1e-14: a value at a bound is within. */
const SLACK = 1e-9;

function baseRange({ unit, low, high }: PossibleRange): BaseRange {
  const canonical = canonicalUnit(unit);
  if (canonical === undefined) throw new TypeError(`${unit} is no unit of UCUM`);
  const [from, to] = [inBaseUnits(low, canonical), inBaseUnits(high, canonical)];
  const slack = SLACK * Math.max(Math.abs(from), Math.abs(to));
  return { unit: canonical.unit, low: from - slack, high: to + slack };
}

function byCode(ranges: readonly ClinicalRange[]): ReadonlyMap<string, KnownCode> {
  return new Map(
    ranges.flatMap(({ codes, title, ranges: possible }) => {
      const base = possible.map(baseRange);
      return codes.map((code) => [code, { part: `${code} ${title}`, ranges: base }] as const);
    }),
  );
}

let known: ReadonlyMap<string, KnownCode> | undefined;

/** Looks at the values of an Observation and its components that have a code of the table of clinical ranges. */
export function checkValues(tree: JsonObject, sink: QualitySink): void {
  checkValue(tree['code'], tree['valueQuantity'], sink);
  const components = tree['component'];
  if (!Array.isArray(components)) return;
  for (const component of components as readonly JsonValue[])
    if (isObject(component)) checkValue(component['code'], component['valueQuantity'], sink);
}

function checkValue(
  concept: JsonValue | undefined,
  quantity: JsonValue | undefined,
  sink: QualitySink,
): void {
  if (!isObject(quantity) || quantity['system'] !== ucumSystem) return;
  const { value, code: unit, comparator } = quantity;
  if (typeof unit !== 'string') return;
  const code = knownCode(concept);
  if (code === undefined) return;
  const canonical = canonicalUnit(unit);
  // A code that is none of UCUM is another measure's.
  if (canonical === undefined) return;
  const range = code.ranges.find((each) => each.unit === canonical.unit);
  sink.mark('unit-fits', code.part, range === undefined);
  // "More than 2,000" is a limit of the device.
  if (range === undefined || comparator !== undefined || typeof value !== 'number') return;
  const base = inBaseUnits(value, canonical);
  sink.mark('value-possible', code.part, base < range.low || base > range.high);
}

function knownCode(concept: JsonValue | undefined): KnownCode | undefined {
  if (!isObject(concept) || !Array.isArray(concept['coding'])) return undefined;
  known ??= byCode(clinicalRanges);
  for (const coding of concept['coding'] as readonly JsonValue[]) {
    if (!isObject(coding) || coding['system'] !== loinc || typeof coding['code'] !== 'string') continue;
    const found = known.get(coding['code']);
    if (found !== undefined) return found;
  }
  return undefined;
}
