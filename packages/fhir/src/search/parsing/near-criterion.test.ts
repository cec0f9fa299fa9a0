import { describe, expect, it } from 'vitest';
import { conditionsOf, criteriaOf, diagnosticsOf } from './testing/parsed.js';

// https://hl7.org/fhir/R4/location.html#search
describe('near', () => {
  const boston = { kind: 'near', latitude: 42.256500643, longitude: -83.694810267 };
  it.each([
    ['11.20|km', 11.2],
    ['11.20', 11.2],
    ['11.20|', 11.2],
    ['500|m', 0.5],
    // The international mile is 1609.344 m, the survey mile 6336/3937 km.
    ['10|mi', 16.093_44],
    ['10|[mi_i]', 16.093_44],
    ['10|[mi_us]', 63_360 / 3_937],
    ['1000|ft', 0.3048],
    ['1|[nmi_i]', 1.852],
    ['0|km', 0],
  ])('with the distance %s', (distance, kilometres) => {
    expect(criteriaOf(`Location?near=42.256500643|-83.694810267|${distance}`)).toEqual([
      { ...boston, kilometres: expect.closeTo(kilometres, 9) as number },
    ]);
  });

  it('without a distance is within a kilometre', () => {
    for (const value of ['42.256500643|-83.694810267', '42.256500643|-83.694810267||']) {
      expect(criteriaOf(`Location?near=${value}`)).toEqual([{ ...boston, kilometres: 1 }]);
    }
  });

  it('of several places, and of a place that is referred to', () => {
    expect(criteriaOf('Location?near=1|2|3|km,4|5')).toHaveLength(2);
    expect(conditionsOf('Encounter?location.near=1|2|3|km')).toMatchObject([
      { kind: 'chain', targets: [{ type: 'Location', condition: { anyOf: [{ kind: 'near' }] } }] },
    ]);
  });

  it.each([
    ['1', 'latitude|longitude|distance|unit'],
    ['1|2|3|km|x', 'latitude|longitude|distance|unit'],
    ['91|2', 'a latitude that is not a number from -90 to 90'],
    ['x|2', 'latitude'],
    ['|2', 'latitude'],
    ['1|-181', 'a longitude that is not a number from -180 to 180'],
    ['1|', 'longitude'],
    ['1|2|-3|km', 'a distance that is not a number from 0 on'],
    ['1|2|x|km', 'distance'],
    ['1|2|3|kg', '"kg", which is no unit of length'],
    ['1|2|3|parsecs', '"parsecs", which is no unit of length'],
  ])('%s is refused', (value, text) => {
    expect(diagnosticsOf(`Location?near=${value}`)).toContain(text);
  });
});
