import { dateOf, lastDay } from './calendar.js';
import { coding, concept, reference, terminology, type Target } from './datatypes.js';
import type { JsonObject } from './json.js';
import { streets, towns } from './names.js';
import { ageAt, type Person } from './person.js';
import type { Random } from './random.js';

/** The Patient resource of a person. */
export function patientResource(
  chosen: Random,
  who: Person,
  id: string,
  number: number,
  organization: Target,
  practitioner: Target,
): JsonObject {
  const town = chosen.pick(towns);
  const language = chosen.weighted([
    [coding('urn:ietf:bcp:47', 'en-US', 'English (United States)'), 80],
    [coding('urn:ietf:bcp:47', 'es', 'Spanish'), 15],
    [coding('urn:ietf:bcp:47', 'fr', 'French'), 5],
  ]);
  return {
    resourceType: 'Patient',
    id,
    identifier: [
      {
        use: 'usual',
        type: concept(coding('http://terminology.hl7.org/CodeSystem/v2-0203', 'MR', 'Medical record number')),
        system: 'https://records.example.org/mrn',
        value: `MRN-${String(number + 1).padStart(7, '0')}`,
        assigner: reference(organization),
      },
    ],
    active: true,
    name: [{ use: 'official', family: who.family, given: who.given }],
    telecom: [
      { system: 'phone', value: `+1-555-01${chosen.int(10, 99)}`, use: chosen.pick(['home', 'mobile']) },
    ],
    gender: who.sex,
    birthDate: dateOf(who.born),
    address: [
      {
        use: 'home',
        line: [`${chosen.int(1, 400)} ${chosen.pick(streets)}`],
        city: town.city,
        state: 'MA',
        postalCode: town.postalCode,
        country: 'US',
      },
    ],
    ...maritalStatus(chosen, ageAt(who, lastDay)),
    communication: [{ language: concept(language), preferred: true }],
    generalPractitioner: [reference(practitioner)],
    managingOrganization: reference(organization),
  };
}

function maritalStatus(chosen: Random, age: number): JsonObject {
  if (age < 18) return {};
  const [code, display] = chosen.weighted([
    [['M', 'Married'], age < 25 ? 8 : 52],
    [['S', 'Never Married'], age < 30 ? 60 : 22],
    [['D', 'Divorced'], age < 30 ? 2 : 14],
    [['W', 'Widowed'], age < 65 ? 2 : 24],
  ] as const);
  return { maritalStatus: concept(coding(terminology('v3-MaritalStatus'), code, display)) };
}
