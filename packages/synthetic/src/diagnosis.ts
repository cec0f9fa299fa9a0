import { coding, concept, systems } from './datatypes.js';
import type { JsonObject } from './json.js';
import type { MedicationName } from './medication.js';
import { bodyMassIndexOf } from './growth.js';
import { ageAt, type Person } from './person.js';
import type { Day } from './calendar.js';
import type { Random } from './random.js';

/** Something a person has, or comes down with. */
export interface Diagnosis {
  readonly snomed: string;
  readonly icd10: string;
  readonly name: string;
  /** One of each group is prescribed. */
  readonly treatment: readonly (readonly MedicationName[])[];
}

export interface ChronicDiagnosis extends Diagnosis {
  readonly key: ChronicKey;
  /** How likely a person has it at an age. */
  readonly prevalence: (who: Person, age: number) => number;
  /** The age it begins at, at the earliest. */
  readonly from: number;
}

export type ChronicKey =
  | 'hypertension'
  | 'diabetes'
  | 'prediabetes'
  | 'hyperlipidemia'
  | 'obesity'
  | 'asthma'
  | 'rhinitis'
  | 'osteoarthritis'
  | 'emphysema'
  | 'fibrillation'
  | 'gout'
  | 'depression'
  | 'osteoporosis'
  | 'anemia';

export interface AcuteDiagnosis extends Diagnosis {
  readonly complaint: string;
  /** Share of all acute illnesses in people of this kind. */
  readonly weight: (who: Person, age: number) => number;
  /** Days until it is over. */
  readonly lasts: number;
  readonly fever: boolean;
}

/** Rises from nothing at `from` years to `top` at `full` years. */
function rising(from: number, full: number, top: number): (age: number) => number {
  return (age) => Math.min(Math.max((age - from) / (full - from), 0), 1) * top;
}

const chronic: readonly ChronicDiagnosis[] = [
  {
    key: 'obesity',
    snomed: '414916001',
    icd10: 'E66.9',
    name: 'Obesity',
    treatment: [],
    from: 18,
    // By its definition in adults, https://www.who.int/news-room/fact-sheets/detail/obesity-and-overweight
    prevalence: ({ sex, heaviness }, age) =>
      age >= 18 && bodyMassIndexOf(sex, age, heaviness) >= 30 ? 1 : 0,
  },
  {
    key: 'hypertension',
    snomed: '38341003',
    icd10: 'I10',
    name: 'Hypertensive disorder',
    treatment: [['lisinopril', 'amlodipine', 'hydrochlorothiazide']],
    from: 28,
    prevalence: ({ heaviness }, age) => rising(25, 75, 0.62)(age) * (heaviness > 1.2 ? 1.4 : 1),
  },
  {
    key: 'diabetes',
    snomed: '44054006',
    icd10: 'E11.9',
    name: 'Type 2 diabetes mellitus',
    treatment: [['metformin']],
    from: 32,
    prevalence: ({ heaviness }, age) => rising(30, 70, 0.16)(age) * (heaviness > 1.2 ? 2.2 : 1),
  },
  {
    key: 'prediabetes',
    snomed: '15777000',
    icd10: 'R73.03',
    name: 'Prediabetes',
    treatment: [],
    from: 25,
    prevalence: (_who, age) => rising(25, 65, 0.28)(age),
  },
  {
    key: 'hyperlipidemia',
    snomed: '55822004',
    icd10: 'E78.5',
    name: 'Hyperlipidemia',
    treatment: [['simvastatin']],
    from: 30,
    prevalence: (_who, age) => rising(28, 65, 0.42)(age),
  },
  {
    key: 'asthma',
    snomed: '195967001',
    icd10: 'J45.909',
    name: 'Asthma',
    treatment: [['albuterol'], ['fluticasone']],
    from: 4,
    prevalence: (_who, age) => (age < 4 ? 0 : 0.09),
  },
  {
    key: 'rhinitis',
    snomed: '367498001',
    icd10: 'J30.2',
    name: 'Seasonal allergic rhinitis',
    treatment: [['loratadine']],
    from: 6,
    prevalence: (_who, age) => (age < 6 ? 0 : 0.14),
  },
  {
    key: 'osteoarthritis',
    snomed: '239873007',
    icd10: 'M17.9',
    name: 'Osteoarthritis of knee',
    treatment: [['naproxen', 'acetaminophen']],
    from: 45,
    prevalence: (_who, age) => rising(45, 80, 0.35)(age),
  },
  {
    key: 'emphysema',
    snomed: '87433001',
    icd10: 'J43.9',
    name: 'Pulmonary emphysema',
    treatment: [['albuterol']],
    from: 48,
    prevalence: ({ smoking }, age) => (smoking === 'never' ? 0 : rising(45, 75, 0.3)(age)),
  },
  {
    key: 'fibrillation',
    snomed: '49436004',
    icd10: 'I48.91',
    name: 'Atrial fibrillation',
    treatment: [['warfarin']],
    from: 58,
    prevalence: (_who, age) => rising(55, 85, 0.13)(age),
  },
  {
    key: 'gout',
    snomed: '90560007',
    icd10: 'M10.9',
    name: 'Gout',
    treatment: [['allopurinol']],
    from: 42,
    prevalence: ({ sex }, age) => rising(40, 70, sex === 'male' ? 0.08 : 0.03)(age),
  },
  {
    key: 'depression',
    snomed: '35489007',
    icd10: 'F32.A',
    name: 'Depressive disorder',
    treatment: [['sertraline']],
    from: 16,
    prevalence: ({ sex }, age) => (age < 16 ? 0 : sex === 'female' ? 0.11 : 0.07),
  },
  {
    key: 'osteoporosis',
    snomed: '64859006',
    icd10: 'M81.0',
    name: 'Osteoporosis',
    treatment: [['alendronate']],
    from: 58,
    prevalence: ({ sex }, age) => rising(55, 85, sex === 'female' ? 0.35 : 0.07)(age),
  },
  {
    key: 'anemia',
    snomed: '271737000',
    icd10: 'D64.9',
    name: 'Anemia',
    treatment: [['ferrousSulfate']],
    from: 14,
    prevalence: ({ sex }, age) => (age < 14 ? 0 : sex === 'female' ? 0.08 : 0.03),
  },
];

const acute: readonly AcuteDiagnosis[] = [
  {
    snomed: '444814009',
    icd10: 'J01.90',
    name: 'Viral sinusitis',
    treatment: [['acetaminophen']],
    complaint: 'facial pressure and a blocked nose',
    weight: () => 5,
    lasts: 14,
    fever: false,
  },
  {
    snomed: '195662009',
    icd10: 'J02.9',
    name: 'Acute viral pharyngitis',
    treatment: [['ibuprofen']],
    complaint: 'a sore throat',
    weight: () => 4,
    lasts: 10,
    fever: true,
  },
  {
    snomed: '10509002',
    icd10: 'J20.9',
    name: 'Acute bronchitis',
    treatment: [['acetaminophen']],
    complaint: 'a cough with some sputum',
    weight: ({ smoking }) => (smoking === 'daily' ? 7 : 3),
    lasts: 18,
    fever: true,
  },
  {
    snomed: '43878008',
    icd10: 'J02.0',
    name: 'Streptococcal sore throat',
    treatment: [['penicillin']],
    complaint: 'a sore throat and pain on swallowing',
    weight: (_who, age) => (age > 4 && age < 30 ? 3 : 0.5),
    lasts: 9,
    fever: true,
  },
  {
    snomed: '65363002',
    icd10: 'H66.90',
    name: 'Otitis media',
    treatment: [['amoxicillin']],
    complaint: 'ear pain',
    weight: (_who, age) => (age < 12 ? 8 : 0.5),
    lasts: 12,
    fever: true,
  },
  {
    snomed: '301011002',
    icd10: 'N39.0',
    name: 'Escherichia coli urinary tract infection',
    treatment: [['nitrofurantoin']],
    complaint: 'burning on urination and frequency',
    weight: ({ sex }, age) => (sex === 'female' && age > 16 ? 4 : 0.2),
    lasts: 8,
    fever: false,
  },
  {
    snomed: '44465007',
    icd10: 'S93.401A',
    name: 'Sprain of ankle',
    treatment: [['ibuprofen']],
    complaint: 'a painful, swollen ankle after a fall',
    weight: (_who, age) => (age > 8 && age < 60 ? 2 : 0.7),
    lasts: 28,
    fever: false,
  },
  {
    snomed: '284549007',
    icd10: 'S61.419A',
    name: 'Laceration of hand',
    treatment: [],
    complaint: 'a cut on the hand',
    weight: () => 1,
    lasts: 16,
    fever: false,
  },
];

/** What a person has for good by a day. */
export function chronicDiagnoses(chosen: Random, who: Person, day: Day): readonly ChronicDiagnosis[] {
  const age = ageAt(who, day);
  const found = chronic.filter((diagnosis) => chosen.chance(diagnosis.prevalence(who, age)));
  // Who has diabetes is past the stage before it.
  const diabetic = found.some(({ key }) => key === 'diabetes');
  return found.filter(({ key }) => !(diabetic && key === 'prediabetes'));
}

export function acuteDiagnosis(chosen: Random, who: Person, day: Day): AcuteDiagnosis {
  const age = ageAt(who, day);
  return chosen.weighted(acute.map((diagnosis) => [diagnosis, diagnosis.weight(who, age)] as const));
}

/** With the SNOMED CT code first, as in a problem list, and the billing code second. */
export function diagnosisConcept({ snomed, icd10, name }: Diagnosis): JsonObject {
  return concept(coding(systems.snomed, snomed, name), coding(systems.icd10, icd10, name));
}
