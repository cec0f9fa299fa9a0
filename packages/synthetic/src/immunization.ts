import { dateOf, firstOf, type Day } from './calendar.js';
import { coding, concept, quantity, reference, systems, terminology, type Target } from './datatypes.js';
import type { JsonObject } from './json.js';
import { ageAt, type Person } from './person.js';
import type { Random } from './random.js';
import { visitStart, type Visit } from './visit.js';

/** A vaccine, by its CVX code. */
interface Vaccine {
  readonly cvx: string;
  readonly name: string;
}

const influenza: Vaccine = { cvx: '140', name: 'Influenza, seasonal, injectable, preservative free' };

/** Doses of the first years, by the age in months at which they are given. */
const childhood: readonly (readonly [months: number, vaccine: Vaccine])[] = [
  [1, { cvx: '08', name: 'Hep B, adolescent or pediatric' }],
  [2, { cvx: '20', name: 'DTaP' }],
  [2, { cvx: '10', name: 'IPV' }],
  [2, { cvx: '133', name: 'Pneumococcal conjugate PCV 13' }],
  [4, { cvx: '20', name: 'DTaP' }],
  [4, { cvx: '10', name: 'IPV' }],
  [6, { cvx: '08', name: 'Hep B, adolescent or pediatric' }],
  [12, { cvx: '03', name: 'MMR' }],
  [12, { cvx: '21', name: 'varicella' }],
  [15, { cvx: '20', name: 'DTaP' }],
  [18, { cvx: '83', name: 'Hep A, ped/adol, 2 dose' }],
];

/** Doses of later life, by the age in years from which they are given. */
const later: readonly (readonly [years: number, vaccine: Vaccine])[] = [
  [11, { cvx: '115', name: 'Tdap' }],
  [16, { cvx: '114', name: 'meningococcal MCV4P' }],
  [30, { cvx: '113', name: 'Td (adult), 5 Lf tetanus toxoid, preservative free, adsorbed' }],
  [65, { cvx: '33', name: 'pneumococcal polysaccharide vaccine, 23 valent' }],
];

/** The vaccinations of a check-up: what is due by age, and against influenza in its season. */
export function immunizations(
  chosen: Random,
  who: Person,
  patient: Target,
  visit: Visit,
  previous: Day,
): readonly JsonObject[] {
  if (visit.kind === 'illness' || visit.kind === 'follow-up') return [];
  const due: Vaccine[] = [];
  for (const [months, vaccine] of childhood) {
    const day = who.born + months * 30.44;
    if (day > previous && day <= visit.day) due.push(vaccine);
  }
  for (const [years, vaccine] of later) {
    const day = who.born + years * 365.25;
    if (day > previous - 365 && day <= visit.day && chosen.chance(0.9)) due.push(vaccine);
  }
  const month = Number(dateOf(visit.day).slice(5, 7));
  const season = month >= 9 || month <= 3;
  const age = ageAt(who, visit.day);
  if (season && age > 0.5 && chosen.chance(age >= 65 ? 0.75 : 0.5)) due.push(influenza);
  return due.map((vaccine) => immunization(chosen, vaccine, patient, visit));
}

function immunization(chosen: Random, { cvx, name }: Vaccine, patient: Target, visit: Visit): JsonObject {
  return {
    resourceType: 'Immunization',
    id: chosen.uuid(),
    status: 'completed',
    vaccineCode: concept(coding(systems.cvx, cvx, name)),
    patient: reference(patient),
    encounter: reference(visit.encounter),
    occurrenceDateTime: visitStart(visit),
    primarySource: true,
    lotNumber: `LOT${chosen.int(10_000, 99_999)}`,
    expirationDate: firstOf(visit.day + chosen.int(120, 500)),
    site: concept(coding(terminology('v3-ActSite'), 'LA', 'left arm')),
    route: concept(coding(terminology('v3-RouteOfAdministration'), 'IM', 'Injection, intramuscular')),
    doseQuantity: quantity(0.5, 'mL'),
    performer: [{ actor: reference(visit.practitioner) }],
  };
}
