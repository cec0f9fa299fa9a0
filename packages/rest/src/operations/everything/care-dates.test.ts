import { compartmentTypes, derivedParameter, searchParameters } from '@wellspring/fhir';
import { expect, test } from 'vitest';
import { careDates } from './care-dates.js';

test.each([...careDates])(
  '%s has the date parameter %s, with values of its own in the index',
  (type, param) => {
    expect(searchParameters(type).get(param)?.type).toBe('date');
    expect(derivedParameter(type, param)).toBeUndefined();
  },
);

test('every type that a patient may have and that has a date of care is in the table', () => {
  const none = compartmentTypes('Patient').filter((type) => !careDates.has(type));
  // Birth and death are no care; the others have no date parameter in R4.
  expect(none).toEqual([
    'AppointmentResponse',
    'BodyStructure',
    'Coverage',
    'DeviceUseStatement',
    'EnrollmentRequest',
    'Group',
    'MolecularSequence',
    'Patient',
    'Person',
    'RelatedPerson',
    'SupplyDelivery',
  ]);
});
