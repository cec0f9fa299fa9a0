import { dateOf, lastDay, type Day } from './calendar.js';
import { coding, concept, reference, terminology, type Target } from './datatypes.js';
import { diagnosisConcept, type AcuteDiagnosis, type ChronicDiagnosis, type Diagnosis } from './diagnosis.js';
import type { JsonObject } from './json.js';
import type { Person } from './person.js';
import type { Random } from './random.js';
import { visitStart, type Visit } from './visit.js';

/** A diagnosis of one person. */
export interface Problem {
  readonly diagnosis: Diagnosis;
  readonly condition: Target;
  readonly resource: JsonObject;
}

/** A problem for good, on the problem list since before the records begin. */
export interface ChronicProblem extends Problem {
  readonly diagnosis: ChronicDiagnosis;
}

export function chronicProblem(
  chosen: Random,
  who: Person,
  diagnosis: ChronicDiagnosis,
  patient: Target,
  before: Day,
): ChronicProblem {
  const condition: Target = { type: 'Condition', id: chosen.uuid() };
  const latest = before - 30;
  const onset = chosen.int(Math.min(Math.floor(who.born + diagnosis.from * 365.25), latest), latest);
  const resource: JsonObject = {
    ...conditionStart(condition, 'active', 'problem-list-item', 'Problem List Item'),
    code: diagnosisConcept(diagnosis),
    subject: reference(patient),
    onsetDateTime: dateOf(onset),
    recordedDate: dateOf(onset),
  };
  return { diagnosis, condition, resource };
}

export function acuteProblem(
  chosen: Random,
  diagnosis: AcuteDiagnosis,
  patient: Target,
  visit: Visit,
  born: Day,
): Problem {
  const condition: Target = { type: 'Condition', id: chosen.uuid() };
  const onset = Math.max(visit.day - chosen.int(1, 4), born);
  const over = onset + diagnosis.lasts + chosen.int(-2, 4);
  const resolved = over <= lastDay;
  const resource: JsonObject = {
    ...conditionStart(
      condition,
      resolved ? 'resolved' : 'active',
      'encounter-diagnosis',
      'Encounter Diagnosis',
    ),
    code: diagnosisConcept(diagnosis),
    subject: reference(patient),
    encounter: reference(visit.encounter),
    onsetDateTime: dateOf(onset),
    ...(resolved && { abatementDateTime: dateOf(Math.max(over, visit.day + 1)) }),
    recordedDate: visitStart(visit),
    recorder: reference(visit.practitioner),
  };
  return { diagnosis, condition, resource };
}

function conditionStart(
  { id }: Target,
  clinicalStatus: 'active' | 'resolved',
  category: string,
  categoryName: string,
): JsonObject {
  const display = clinicalStatus === 'active' ? 'Active' : 'Resolved';
  return {
    resourceType: 'Condition',
    id,
    clinicalStatus: concept(coding(terminology('condition-clinical'), clinicalStatus, display)),
    verificationStatus: concept(coding(terminology('condition-ver-status'), 'confirmed', 'Confirmed')),
    category: [concept(coding(terminology('condition-category'), category, categoryName))],
  };
}
