import { rounded } from './datatypes.js';
import type { ChronicKey } from './diagnosis.js';
import { averageHeight, averageWeight } from './growth.js';
import type { JsonObject } from './json.js';
import { bloodPressure, measured, type Measure, type ObservationContext } from './observation.js';
import { ageAt, type Person } from './person.js';
import type { Random } from './random.js';
import type { Visit } from './visit.js';

/** What was measured at a visit. */
export interface VitalSigns {
  /** cm */
  readonly height: number;
  /** kg */
  readonly weight: number;
  /** kg/m2 */
  readonly bodyMassIndex: number;
  /** mmHg; not measured in small children. */
  readonly systolic?: number;
  readonly diastolic?: number;
  /** per minute */
  readonly heartRate: number;
  /** °C; of the ill. */
  readonly temperature?: number;
  /** %; of those with a disease of the lungs. */
  readonly oxygenSaturation?: number;
}

const measures = {
  height: { loinc: '8302-2', name: 'Body height', unit: 'cm', decimals: 1 },
  weight: { loinc: '29463-7', name: 'Body weight', unit: 'kg', decimals: 1 },
  bodyMassIndex: { loinc: '39156-5', name: 'Body mass index (BMI) [Ratio]', unit: 'kg/m2', decimals: 1 },
  heartRate: { loinc: '8867-4', name: 'Heart rate', unit: '/min', shown: 'beats/minute', decimals: 0 },
  temperature: { loinc: '8310-5', name: 'Body temperature', unit: 'Cel', shown: '°C', decimals: 1 },
  oxygenSaturation: {
    loinc: '2708-6',
    name: 'Oxygen saturation in Arterial blood',
    unit: '%',
    decimals: 0,
  },
} as const satisfies Record<string, Measure>;

export function vitalSigns(
  chosen: Random,
  who: Person,
  has: (key: ChronicKey) => boolean,
  visit: Visit,
): VitalSigns {
  const age = ageAt(who, visit.day);
  const height = rounded(averageHeight(who.sex, age) * who.tallness, 1);
  // Of those who are heavier the children are so too, but less.
  const heaviness = age < 18 ? 1 + (who.heaviness - 1) / 2 : who.heaviness;
  const weight = rounded(
    averageWeight(who.sex, age) * who.tallness ** 2 * heaviness * chosen.normal(1, 0.01),
    1,
  );
  const fever = visit.illness?.fever === true;
  const lungs = has('asthma') || has('emphysema');
  return {
    height,
    weight,
    bodyMassIndex: rounded(weight / (height / 100) ** 2, 1),
    ...(age >= 3 && pressure(chosen, age, has('hypertension'))),
    heartRate: Math.round(chosen.normal(age < 3 ? 118 : age < 12 ? 92 : 73, 7) + (fever ? 12 : 0)),
    ...(visit.illness && { temperature: rounded(chosen.normal(fever ? 38.3 : 36.8, 0.3), 1) }),
    ...(lungs && {
      oxygenSaturation: Math.min(99, Math.round(chosen.normal(has('emphysema') ? 93 : 97, 1))),
    }),
  };
}

function pressure(
  chosen: Random,
  age: number,
  hypertension: boolean,
): { readonly systolic: number; readonly diastolic: number } {
  const mean = age < 18 ? 92 + age : 112 + Math.min(age - 18, 60) * 0.22;
  const systolic = Math.round(chosen.normal(mean + (hypertension ? 16 : 0), 7));
  const diastolic = Math.round(chosen.normal(systolic * 0.42 + (age < 18 ? 18 : 26), 4));
  return { systolic, diastolic: Math.min(diastolic, systolic - 20) };
}

/** One observation for each, blood pressure as one of two. */
export function vitalSignResources(context: ObservationContext, signs: VitalSigns): readonly JsonObject[] {
  const resources: JsonObject[] = [];
  for (const key of Object.keys(measures) as (keyof typeof measures)[]) {
    const value = signs[key];
    if (value !== undefined) resources.push(measured(context, 'vital-signs', measures[key], value));
  }
  if (signs.systolic !== undefined && signs.diastolic !== undefined)
    resources.push(bloodPressure(context, signs.systolic, signs.diastolic));
  return resources;
}
