import { concept, coding, reference, terminology, type Target } from './datatypes.js';
import type { JsonObject } from './json.js';
import { familyNames, givenNames, towns } from './names.js';
import { random } from './random.js';

/** A practice and the people who work there. */
export interface Practice {
  readonly organization: Target;
  readonly practitioners: readonly Target[];
  readonly resources: readonly JsonObject[];
}

/** A practice looks after so many patients. */
export const patientsPerPractice = 25;
const practitionersPerPractice = 3;

/** The practice of this number: always the same one, so no list of them has to be kept. */
export function practice(seed: number, index: number): Practice {
  const chosen = random(`${seed}/practice/${index}`);
  const town = towns[index % towns.length]!;
  const round = Math.floor(index / towns.length);
  const name = `${town.city} Family Practice${round === 0 ? '' : ` ${round + 1}`}`;
  const organization: Target = { type: 'Organization', id: chosen.uuid(), display: name };
  const address = {
    use: 'work',
    line: [`${chosen.int(1, 200)} ${chosen.pick(['Station Road', 'High Street', 'Mill Road'])}`],
    city: town.city,
    state: 'MA',
    postalCode: town.postalCode,
    country: 'US',
  };
  const phone = `+1-555-01${chosen.int(10, 99)}`;
  const resources: JsonObject[] = [
    {
      resourceType: 'Organization',
      id: organization.id,
      identifier: [npi(chosen.int(1, 9_999_999), 1)],
      active: true,
      type: [concept(coding(terminology('organization-type'), 'prov', 'Healthcare Provider'))],
      name,
      telecom: [{ system: 'phone', value: phone, use: 'work' }],
      address: [address],
    },
  ];
  const practitioners: Target[] = [];
  for (let i = 0; i < practitionersPerPractice; i += 1) {
    const gender = chosen.pick(['female', 'male'] as const);
    const family = chosen.pick(familyNames);
    const given = chosen.pick(givenNames[gender]);
    const target: Target = {
      type: 'Practitioner',
      id: chosen.uuid(),
      display: `Dr. ${given} ${family}`,
    };
    practitioners.push(target);
    resources.push({
      resourceType: 'Practitioner',
      id: target.id,
      identifier: [npi(chosen.int(1, 9_999_999), 2)],
      active: true,
      name: [{ use: 'official', family, given: [given], prefix: ['Dr.'] }],
      telecom: [{ system: 'phone', value: phone, use: 'work' }],
      address: [address],
      gender,
      qualification: [
        {
          code: concept(coding('http://terminology.hl7.org/CodeSystem/v2-0360', 'MD', 'Doctor of Medicine')),
          issuer: reference(organization),
        },
      ],
    });
  }
  return { organization, practitioners, resources };
}

/** In the form of a National Provider Identifier; real ones begin with 1 or 2. */
function npi(number: number, kind: number): JsonObject {
  return {
    system: 'http://hl7.org/fhir/sid/us-npi',
    value: `9${kind}${String(number).padStart(8, '0')}`,
  };
}
