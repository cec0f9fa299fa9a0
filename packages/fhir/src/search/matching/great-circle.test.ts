import { describe, expect, it } from 'vitest';
import { greatCircleDistance } from './great-circle.js';

describe('greatCircleDistance', () => {
  // A quarter of the circumference, 2 pi r / 4, from the equator to a pole.
  const quarter = (Math.PI * 6_371.008_8) / 2;
  it.each<[what: string, from: [number, number], to: [number, number], kilometres: number]>([
    ['the same place', [12, 34], [12, 34], 0],
    ['from the equator to the pole', [0, 77], [90, -12], quarter],
    ['half way round', [0, 0], [0, 180], 2 * quarter],
    ['a degree along a meridian', [10, 5], [11, 5], quarter / 90],
    ['a degree across the date line', [0, 179.5], [0, -179.5], quarter / 90],
    ['from pole to pole', [90, 0], [-90, 50], 2 * quarter],
  ])('%s', (_, [fromLatitude, fromLongitude], [toLatitude, toLongitude], kilometres) => {
    const from = { latitude: fromLatitude, longitude: fromLongitude };
    const to = { latitude: toLatitude, longitude: toLongitude };
    expect(greatCircleDistance(from, to)).toBeCloseTo(kilometres, 6);
    expect(greatCircleDistance(to, from)).toBeCloseTo(kilometres, 6);
  });
});
