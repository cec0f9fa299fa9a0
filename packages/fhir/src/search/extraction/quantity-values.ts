import { isObject } from '../../json/json-kind.js';
import type { Taker } from '../../fhirpath/visit.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { QuantityValue } from '../index-value.js';
import type { Extraction } from './extraction.js';

const currencies = 'urn:iso:std:iso:4217';

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textMember<K extends string>(
  name: K,
  value: JsonValue | undefined,
): { readonly [name in K]?: string } {
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as Record<K, string>) : {};
}

function unitOf(quantity: JsonObject): Pick<QuantityValue, 'system' | 'code' | 'unit'> {
  return {
    ...textMember('system', quantity['system']),
    ...textMember('code', quantity['code']),
    ...textMember('unit', quantity['unit']),
  };
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
 * Quantities with their unit as it is written; they are not converted to canonical units. Money has
 * its currency as a code of ISO 4217, which is what its binding says
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
          extraction.values.push({ kind: 'quantity', param, low, high, ...unitOf(value) });
        };
      case 'Money':
        return (value, extraction) => {
          if (!isObject(value)) return;
          const number = numberOf(value['value']);
          if (number === undefined) return;
          const code = textMember('code', value['currency']);
          const system = 'code' in code ? { system: currencies } : {};
          extraction.values.push({ kind: 'quantity', param, low: number, high: number, ...system, ...code });
        };
      case 'Range':
        return (value, extraction) => {
          const range = rangeInterval(value);
          if (range === undefined || !isObject(value)) return;
          const side = isObject(value['low']) ? value['low'] : value['high'];
          extraction.values.push({ kind: 'quantity', param, ...range, ...(isObject(side) && unitOf(side)) });
        };
      default:
        return undefined;
    }
  };
}
