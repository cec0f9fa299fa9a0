import type { Taker } from '../../fhirpath/visit.js';
import { isObject } from '../../json/json-kind.js';
import type { Extraction } from './extraction.js';

/**
 * Location.position in degrees of WGS84, where both are on the globe
 * (https://hl7.org/fhir/R4/location.html#positional).
 */
export function nearValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    if (type !== 'Location.position') return undefined;
    return (position, extraction) => {
      if (!isObject(position)) return;
      const { latitude, longitude } = position;
      if (typeof latitude !== 'number' || typeof longitude !== 'number') return;
      if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return;
      extraction.values.push({ kind: 'near', param, latitude, longitude });
    };
  };
}
