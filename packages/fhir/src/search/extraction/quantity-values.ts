import { isObject } from '../../json/json-kind.js';
import type { Taker } from '../../fhirpath/visit.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { canonicalInterval, ucumSystem } from '../../ucum/canonical-quantity.js';
import type { QuantityValue } from '../index-value.js';
import type { Extraction } from './extraction.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const currencies = 'urn:iso:std:iso:4217';

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The interval with the unit that a Quantity has. Members are set one by one: it is twice as fast as spreading. */
function inUnit(param: string, low: number, high: number, quantity: JsonObject): QuantityValue {
  const value: Writable<QuantityValue> = { kind: 'quantity', param, low, high };
  const system = textOf(quantity['system']);
  const code = textOf(quantity['code']);
  const unit = textOf(quantity['unit']);
  if (system !== undefined) value.system = system;
  if (code !== undefined) value.code = code;
  if (unit !== undefined) value.unit = unit;
  if (system === ucumSystem && code !== undefined) {
    const canonical = canonicalInterval(low, high, code);
    if (canonical !== undefined) value.canonical = canonical;
  }
  return value;
}

/** `<5` is anything up to 5, `>5` anything from 5 on. */
function interval(value: number, comparator: JsonValue | undefined): { low: number; high: number } {
  if (comparator === '<' || comparator === '<=') return { low: -Infinity, high: value };
  if (comparator === '>' || comparator === '>=') return { low: value, high: Infinity };
  return { low: value, high: value };
}

/** The numbers from low to high of a Range; undefined where it has neither. */
export function rangeInterval(value: JsonValue): { low: number; high: number } | undefined {
  if (!isObject(value)) return undefined;
  const low = isObject(value['low']) ? numberOf(value['low']['value']) : undefined;
  const high = isObject(value['high']) ? numberOf(value['high']['value']) : undefined;
  if (low === undefined && high === undefined) return undefined;
  return { low: low ?? -Infinity, high: high ?? Infinity };
}

/**
 * "Just search on the bounds of the values in sampled data": the smallest and the largest sample, `L` and `U`
 * being the limits of what could be measured. Undefined where there is none.
 */
function sampledBounds(
  sampled: JsonObject,
  origin: JsonObject,
): { readonly low: number; readonly high: number } | undefined {
  const { data } = sampled;
  const zero = numberOf(origin['value']);
  const factor = numberOf(sampled['factor']) ?? 1;
  if (zero === undefined || typeof data !== 'string') return undefined;
  let low = Infinity;
  let high = -Infinity;
  for (const text of data.split(/\s+/)) {
    const sample =
      text === 'L'
        ? numberOf(sampled['lowerLimit'])
        : text === 'U'
          ? numberOf(sampled['upperLimit'])
          : Number(text);
    if (text === '' || sample === undefined || !Number.isFinite(sample)) continue;
    const measured = zero + sample * factor;
    low = Math.min(low, measured);
    high = Math.max(high, measured);
  }
  return low <= high ? { low, high } : undefined;
}

/**
 * Quantities with their unit as it is written and, where it is of UCUM, in base units, too. Money has its
 * currency as a code of ISO 4217, which is what its binding says
 * (https://hl7.org/fhir/R4/search.html#quantity).
 */
export function quantityValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    switch (type) {
      case 'Quantity':
      case 'Age':
      case 'Count':
      case 'Distance':
      case 'Duration':
      case 'SimpleQuantity':
      case 'MoneyQuantity':
        return (value, extraction) => {
          if (!isObject(value)) return;
          const number = numberOf(value['value']);
          if (number === undefined) return;
          const { low, high } = interval(number, value['comparator']);
          extraction.values.push(inUnit(param, low, high, value));
        };
      case 'SampledData':
        return (value, extraction) => {
          if (!isObject(value) || !isObject(value['origin'])) return;
          const bounds = sampledBounds(value, value['origin']);
          if (bounds !== undefined)
            extraction.values.push(inUnit(param, bounds.low, bounds.high, value['origin']));
        };
      case 'Money':
        return (value, extraction) => {
          if (!isObject(value)) return;
          const number = numberOf(value['value']);
          if (number === undefined) return;
          const code = textOf(value['currency']);
          extraction.values.push(
            inUnit(param, number, number, code === undefined ? {} : { system: currencies, code }),
          );
        };
      case 'Range':
        return (value, extraction) => {
          const range = rangeInterval(value);
          if (range === undefined || !isObject(value)) return;
          const side = isObject(value['low']) ? value['low'] : value['high'];
          extraction.values.push(inUnit(param, range.low, range.high, isObject(side) ? side : {}));
        };
      default:
        return undefined;
    }
  };
}
