import type { Practice } from './care-team.js';
import { immunizations } from './immunization.js';
import { noteResource, noteText, type NoteSource } from './clinical-note.js';
import { acuteProblem, chronicProblem, type ChronicProblem, type Problem } from './condition.js';
import type { Target } from './datatypes.js';
import { chronicDiagnoses, type ChronicKey } from './diagnosis.js';
import type { JsonObject } from './json.js';
import { laboratoryResources } from './laboratory.js';
import type { Medication } from './medication.js';
import { maySwallow, medicationRequest, treatmentOf } from './medication-request.js';
import { smokingStatus, type ObservationContext } from './observation.js';
import { patientResource } from './patient.js';
import { ageAt, person, type Person } from './person.js';
import type { Random } from './random.js';
import { firstDay, encounterResource, visits, type Visit } from './visit.js';
import { vitalSignResources, vitalSigns } from './vital-signs.js';

/** A problem for good, and what is taken for it. */
interface Treated {
  readonly problem: ChronicProblem;
  readonly medicines: readonly Medication[];
}

/**
 * Everything that is recorded of one patient: the person, what they have, and each visit with what was
 * found and done. It refers to itself and to the practice only.
 */
export function* patientRecord(chosen: Random, number: number, practice: Practice): Generator<JsonObject> {
  const who = person(chosen);
  const patient: Target = { type: 'Patient', id: chosen.uuid() };
  const { organization, practitioners } = practice;
  yield patientResource(chosen, who, patient.id, number, organization, chosen.pick(practitioners));

  const since = Math.max(firstDay, who.born + 1);
  const chronic: Treated[] = chronicDiagnoses(chosen, who, since).map((diagnosis) => {
    const problem = chronicProblem(chosen, who, diagnosis, patient, since);
    return { problem, medicines: treatmentOf(chosen, problem) };
  });
  for (const { problem } of chronic) yield problem.resource;

  const treated = chronic.some(({ medicines }) => medicines.length > 0);
  const seen = visits(chosen, who, treated, practitioners);
  for (const [i, visit] of seen.entries()) {
    const previous = seen[i - 1]?.day ?? since - 1;
    const last = i === seen.length - 1;
    yield* visitRecord({ chosen, who, patient, organization, chronic, visit, previous, last });
  }
}

interface VisitSource {
  readonly chosen: Random;
  readonly who: Person;
  readonly patient: Target;
  readonly organization: Target;
  readonly chronic: readonly Treated[];
  readonly visit: Visit;
  /** The day of the visit before. */
  readonly previous: number;
  /** The last visit is the one that has a note. */
  readonly last: boolean;
}

function* visitRecord(source: VisitSource): Generator<JsonObject> {
  const { chosen, who, patient, organization, chronic, visit } = source;
  const has = (key: ChronicKey): boolean => chronic.some(({ problem }) => problem.diagnosis.key === key);
  const context: ObservationContext = { patient, visit, newId: () => chosen.uuid() };
  const request = (medication: Medication, problem: Problem): JsonObject =>
    medicationRequest(chosen.uuid(), medication, problem, patient, visit);

  const illness = visit.illness && acuteProblem(chosen, visit.illness, patient, visit, who.born);
  const prescribed = illness
    ? treatmentOf(chosen, illness).filter((medication) => maySwallow(who, visit, medication))
    : [];
  const subjects = illness ? [illness.condition] : chronic.map(({ problem }) => problem.condition);
  yield encounterResource(visit, who, patient, organization, subjects);
  if (illness) yield illness.resource;

  const signs = vitalSigns(chosen, who, has, visit);
  yield* vitalSignResources(context, signs);
  if (illness) {
    for (const medication of prescribed) yield request(medication, illness);
  } else {
    yield* laboratoryResources(chosen, context, who, has);
    if (visit.kind === 'check-up' && ageAt(who, visit.day) >= 18) yield smokingStatus(context, who);
    for (const { problem, medicines } of chronic)
      for (const medication of medicines) yield request(medication, problem);
    yield* immunizations(chosen, who, patient, visit, source.previous);
  }

  if (!source.last) return;
  const note: NoteSource = {
    who,
    patient,
    organization,
    visit,
    problems: chronic.map(({ problem }) => problem),
    medicines: chronic.flatMap(({ medicines }) => medicines),
    prescribed,
    signs,
  };
  yield noteResource(chosen.uuid(), noteText(chosen, note), note);
}
