import { lastDay } from './calendar.js';
import { coding, concept, quantity, reference, systems, terminology, type Target } from './datatypes.js';
import type { JsonObject } from './json.js';
import { medications, type Medication } from './medication.js';
import type { Problem } from './condition.js';
import { ageAt, type Person } from './person.js';
import type { Random } from './random.js';
import { visitStart, type Visit } from './visit.js';

/** Of each group of medicines for a problem the one this person takes. */
export function treatmentOf(chosen: Random, { diagnosis }: Problem): readonly Medication[] {
  return diagnosis.treatment.map((group) => medications[chosen.pick(group)]);
}

/** Adults' tablets are not for small children. */
export function maySwallow(who: Person, visit: Visit, { doseUnit }: Medication): boolean {
  return doseUnit === '{puff}' || ageAt(who, visit.day) >= 8;
}

export function medicationRequest(
  id: string,
  medication: Medication,
  problem: Problem,
  patient: Target,
  visit: Visit,
): JsonObject {
  const lasts = visit.day + medication.days;
  const inhaled = medication.doseUnit === '{puff}';
  return {
    resourceType: 'MedicationRequest',
    id,
    status: lasts > lastDay ? 'active' : 'completed',
    intent: 'order',
    category: [concept(coding(terminology('medicationrequest-category'), 'outpatient', 'Outpatient'))],
    medicationCodeableConcept: concept(coding(systems.rxnorm, medication.rxnorm, medication.display)),
    subject: reference(patient),
    encounter: reference(visit.encounter),
    authoredOn: visitStart(visit),
    requester: reference(visit.practitioner),
    reasonReference: [reference({ ...problem.condition, display: problem.diagnosis.name })],
    dosageInstruction: [
      {
        sequence: 1,
        text: medication.instruction,
        timing: { repeat: { frequency: medication.timesPerDay, period: 1, periodUnit: 'd' } },
        asNeededBoolean: medication.asNeeded === true,
        route: concept(
          inhaled
            ? coding(systems.snomed, '447694001', 'Respiratory tract route')
            : coding(systems.snomed, '26643006', 'Oral route'),
        ),
        doseAndRate: [
          { doseQuantity: quantity(medication.dose, medication.doseUnit, medication.doseUnit.slice(1, -1)) },
        ],
      },
    ],
    dispenseRequest: {
      numberOfRepeatsAllowed: medication.days >= 90 ? 3 : 0,
      expectedSupplyDuration: quantity(medication.days, 'd', 'days'),
    },
  };
}
