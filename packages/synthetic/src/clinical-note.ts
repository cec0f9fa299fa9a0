import { dateOf } from './calendar.js';
import type { ChronicProblem } from './condition.js';
import { coding, concept, reference, systems, type Target } from './datatypes.js';
import type { JsonObject } from './json.js';
import type { Medication } from './medication.js';
import { ageAt, fullName, type Person } from './person.js';
import type { Random } from './random.js';
import { visitEnd, visitStart, type Visit } from './visit.js';
import type { VitalSigns } from './vital-signs.js';

/** What a note is written from. */
export interface NoteSource {
  readonly who: Person;
  readonly patient: Target;
  readonly organization: Target;
  readonly visit: Visit;
  readonly problems: readonly ChronicProblem[];
  /** What the patient takes for good. */
  readonly medicines: readonly Medication[];
  /** What was prescribed at this visit besides. */
  readonly prescribed: readonly Medication[];
  readonly signs: VitalSigns;
}

/** The note of a visit as plain text, under the headings such notes have. */
export function noteText(chosen: Random, source: NoteSource): string {
  const { who, visit, problems } = source;
  const age = ageAt(who, visit.day);
  const history = problems.map(({ diagnosis }) => lower(diagnosis.name));
  const sections: readonly (readonly [heading: string, text: string])[] = [
    ['Chief complaint', chiefComplaint(visit)],
    ['History of present illness', presentIllness(chosen, source, age)],
    ['Past medical history', history.length > 0 ? sentence(listed(history)) : 'No chronic disease.'],
    ['Medications', medicineList(source.medicines)],
    ['Social history', socialHistory(who, age)],
    ['Vital signs', vitalSignLine(source.signs)],
    ['Physical examination', examination(chosen, source)],
    ['Assessment and plan', plan(chosen, source)],
  ];
  const head = [
    `${visit.practitioner.display ?? 'Practitioner'}, ${source.organization.display ?? 'Practice'}`,
    `Patient: ${fullName(who)}, born ${dateOf(who.born)}`,
    `Date of visit: ${dateOf(visit.day)}`,
  ].join('\n');
  return `${head}\n\n${sections.map(([heading, text]) => `${heading.toUpperCase()}\n${text}`).join('\n\n')}\n`;
}

function chiefComplaint({ kind, illness }: Visit): string {
  if (illness !== undefined) return sentence(illness.complaint);
  switch (kind) {
    case 'check-up':
      return 'Annual check-up.';
    case 'child check-up':
      return 'Well child visit.';
    case 'follow-up':
      return 'Follow-up of chronic disease.';
    case 'illness':
      return 'Not feeling well.';
    default:
      return kind satisfies never;
  }
}

function presentIllness(chosen: Random, { who, visit, problems, signs }: NoteSource, age: number): string {
  const subject = `${fullName(who)} is ${describedAge(age)} ${who.sex === 'female' ? (age < 18 ? 'girl' : 'woman') : age < 18 ? 'boy' : 'man'}`;
  const she = who.sex === 'female' ? 'She' : 'He';
  if (visit.illness !== undefined) {
    const days = chosen.int(2, 5);
    const fever =
      signs.temperature !== undefined && signs.temperature >= 38
        ? `${she} has had a fever at home, up to ${signs.temperature.toFixed(1)} °C.`
        : `${she} denies fever and chills.`;
    const course = chosen.pick([
      'There was no relief from rest and fluids.',
      'Over-the-counter medicine helped a little.',
      'The symptoms have been about the same since they began.',
    ]);
    return `${subject} who presents with ${visit.illness.complaint} for ${days} days. ${fever} ${course}`;
  }
  const complaints = problems.length > 0 ? 'with the problems listed below' : 'without known chronic disease';
  const state = chosen.pick([
    `${she} feels well and has no new complaints.`,
    `${she} reports sleeping well and being active most days.`,
    `${she} reports some tiredness, but no chest pain or shortness of breath.`,
  ]);
  const adherence = problems.some(({ diagnosis }) => diagnosis.treatment.length > 0)
    ? ` ${she} takes the medicines as prescribed and denies side effects.`
    : '';
  return `${subject} ${complaints}, here for a ${visit.kind}. ${state}${adherence}`;
}

function medicineList(medicines: readonly Medication[]): string {
  if (medicines.length === 0) return 'None.';
  return medicines.map(({ display, instruction }) => `- ${display}: ${lower(instruction)}`).join('\n');
}

function socialHistory({ smoking }: Person, age: number): string {
  if (age < 18) return 'Lives at home with family. No exposure to tobacco smoke reported.';
  switch (smoking) {
    case 'never':
      return 'Never smoked. Alcohol on occasion.';
    case 'former':
      return 'Former smoker, stopped several years ago. Alcohol on occasion.';
    case 'daily':
      return 'Smokes daily; advised to stop and offered support.';
    default:
      return smoking satisfies never;
  }
}

function vitalSignLine(signs: VitalSigns): string {
  const parts = [
    signs.systolic !== undefined && `BP ${signs.systolic}/${signs.diastolic!} mmHg`,
    `HR ${signs.heartRate}/min`,
    signs.temperature !== undefined && `T ${signs.temperature.toFixed(1)} °C`,
    signs.oxygenSaturation !== undefined && `SpO2 ${signs.oxygenSaturation} %`,
    `height ${signs.height.toFixed(1)} cm`,
    `weight ${signs.weight.toFixed(1)} kg`,
    `BMI ${signs.bodyMassIndex.toFixed(1)} kg/m2`,
  ];
  return `${parts.filter((part) => part !== false).join(', ')}.`;
}

function examination(chosen: Random, { visit, problems }: NoteSource): string {
  const found = [chosen.pick(['Well appearing, no acute distress.', 'Alert and oriented, in no distress.'])];
  const has = (name: string): boolean => problems.some(({ diagnosis }) => diagnosis.key === name);
  found.push(
    visit.illness?.name === 'Acute bronchitis'
      ? 'Lungs: scattered rhonchi, no crackles.'
      : has('emphysema')
        ? 'Lungs: breath sounds reduced on both sides.'
        : 'Lungs clear to auscultation.',
  );
  found.push(
    has('fibrillation')
      ? 'Heart: irregularly irregular, no murmur.'
      : 'Heart: regular rate and rhythm, no murmur.',
  );
  found.push('Abdomen soft, not tender.');
  if (visit.illness !== undefined) found.push(`Findings consistent with ${lower(visit.illness.name)}.`);
  return found.join(' ');
}

function plan(chosen: Random, { visit, problems, prescribed, signs }: NoteSource): string {
  const items: string[] = [];
  if (visit.illness !== undefined) {
    const medicines = prescribed.map(({ display, instruction }) => `${display}, ${lower(instruction)}`);
    const treatment =
      medicines.length > 0 ? `Prescribed ${listed(medicines)}.` : 'Wound cleaned and dressed.';
    items.push(`${visit.illness.name}. ${treatment} Return if not better in ${chosen.int(5, 10)} days.`);
  }
  for (const { diagnosis } of problems) {
    if (diagnosis.key === 'hypertension' && signs.systolic !== undefined)
      items.push(
        signs.systolic >= 140
          ? `${diagnosis.name}: above goal today; recheck in four weeks before changing treatment.`
          : `${diagnosis.name}: at goal, continue current treatment.`,
      );
    else if (diagnosis.treatment.length > 0)
      items.push(`${diagnosis.name}: stable, continue current treatment.`);
    else items.push(`${diagnosis.name}: diet and exercise discussed.`);
  }
  if (items.length === 0) items.push('Healthy. Age-appropriate counselling given; next visit in a year.');
  return items.map((item, i) => `${i + 1}. ${item}`).join('\n');
}

/** The note as a document whose text is inside. */
export function noteResource(id: string, text: string, source: NoteSource): JsonObject {
  const { patient, visit, who, organization } = source;
  const bytes = Buffer.from(text, 'utf8');
  const type = concept(coding(systems.loinc, '11506-3', 'Progress note'));
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    docStatus: 'final',
    type,
    category: [
      concept(
        coding(
          'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
          'clinical-note',
          'Clinical Note',
        ),
      ),
    ],
    subject: reference({ ...patient, display: fullName(who) }),
    date: visitEnd(visit),
    author: [reference(visit.practitioner)],
    custodian: reference(organization),
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          language: 'en-US',
          data: bytes.toString('base64'),
          size: bytes.length,
          title: `Progress note of ${dateOf(visit.day)}`,
          creation: visitEnd(visit),
        },
      },
    ],
    context: {
      encounter: [reference(visit.encounter)],
      period: { start: visitStart(visit), end: visitEnd(visit) },
    },
  };
}

function describedAge(age: number): string {
  if (age < 2) return `a ${Math.max(0, Math.floor(age * 12))}-month-old`;
  const years = Math.floor(age);
  return `${/^(8|11$|18$)/.test(String(years)) ? 'an' : 'a'} ${years}-year-old`;
}

function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Without its capital, but for abbreviations and names of species. */
function lower(text: string): string {
  return /^(Escherichia|[A-Z]{2}|\d)/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
