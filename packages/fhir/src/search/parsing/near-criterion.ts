import { canonicalUnit } from '../../ucum/canonical-unit.js';
import type { NearCriterion } from '../criterion.js';
import { splitEscaped, unescapeValue } from './escape.js';
import { allOrFault, isFault, type OrFault } from './fault.js';

/** "If the distance is omitted, then the server can use its own discretion": a walk of a quarter of an hour. */
const defaultKilometres = 1;

/** Units as people write them, whose letters are no code of UCUM or one of something else (`ft`: femtotonne). */
const customary: ReadonlyMap<string, string> = new Map([
  ['mi', '[mi_i]'],
  ['nmi', '[nmi_i]'],
  ['ft', '[ft_i]'],
  ['yd', '[yd_i]'],
]);

const format = /^[+-]?\d{1,20}(?:\.\d{1,20})?$/;

function decimal(text: string, low: number, high: number): number | undefined {
  const value = format.test(text) ? Number(text) : NaN;
  return value >= low && value <= high ? value : undefined;
}

function kilometresIn(unit: string): number | undefined {
  const canonical = canonicalUnit(customary.get(unit) ?? unit);
  return canonical?.unit === 'm' ? canonical.factor / 1_000 : undefined;
}

/**
 * `latitude|longitude|distance|unit`: degrees, and a distance in a unit of length of UCUM's, kilometres
 * where there is none. Without a distance it is 1 km.
 * @see https://hl7.org/fhir/R4/location.html#search
 */
export function nearCriterion(text: string): OrFault<NearCriterion> {
  const parts = allOrFault(splitEscaped(text, '|').map(unescapeValue));
  if (isFault(parts)) return parts;
  if (parts.length < 2 || parts.length > 4) {
    return { fault: 'is not of the form latitude|longitude|distance|unit' };
  }
  const [latitudeText = '', longitudeText = '', distanceText = '', unit = ''] = parts;
  const latitude = decimal(latitudeText, -90, 90);
  if (latitude === undefined) return { fault: 'has a latitude that is not a number from -90 to 90' };
  const longitude = decimal(longitudeText, -180, 180);
  if (longitude === undefined) return { fault: 'has a longitude that is not a number from -180 to 180' };
  if (distanceText === '') return { kind: 'near', latitude, longitude, kilometres: defaultKilometres };
  const distance = decimal(distanceText, 0, Infinity);
  if (distance === undefined) return { fault: 'has a distance that is not a number from 0 on' };
  const kilometres = kilometresIn(unit === '' ? 'km' : unit);
  if (kilometres === undefined) {
    return {
      fault: `has the unit "${unit.slice(0, 20)}", which is no unit of length (such as km, m or [mi_us])`,
    };
  }
  return { kind: 'near', latitude, longitude, kilometres: distance * kilometres };
}
