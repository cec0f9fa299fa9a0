import {
  coding,
  concept,
  quantity,
  reference,
  systems,
  terminology,
  type Coding,
  type Target,
} from './datatypes.js';
import type { JsonObject } from './json.js';
import type { Person, Smoking } from './person.js';
import { visitStart, type Visit } from './visit.js';

/** Something that is measured, and what is normal. */
export interface Measure {
  readonly loinc: string;
  readonly name: string;
  readonly unit: string;
  /** How the unit is shown, where UCUM's code is not what people write. */
  readonly shown?: string;
  readonly decimals: number;
  readonly low?: number;
  readonly high?: number;
}

/** Whom and when an observation is about. */
export interface ObservationContext {
  readonly patient: Target;
  readonly visit: Visit;
  /** A new id for each. */
  readonly newId: () => string;
}

type Category = 'vital-signs' | 'laboratory' | 'social-history';

const categoryNames = {
  'vital-signs': 'Vital Signs',
  laboratory: 'Laboratory',
  'social-history': 'Social History',
} as const satisfies Record<Category, string>;

export function measured(
  context: ObservationContext,
  category: Category,
  measure: Measure,
  value: number,
): JsonObject {
  return {
    ...observationStart(context, category, measure.loinc, measure.name),
    valueQuantity: quantity(value, measure.unit, measure.shown),
    ...(category === 'laboratory' && judgement(measure, value)),
  };
}

/** Blood pressure is one observation with two components. */
export function bloodPressure(context: ObservationContext, systolic: number, diastolic: number): JsonObject {
  const component = (loinc: string, name: string, value: number): JsonObject => ({
    code: concept(coding(systems.loinc, loinc, name)),
    valueQuantity: quantity(value, 'mm[Hg]', 'mmHg'),
  });
  return {
    ...observationStart(context, 'vital-signs', '85354-9', 'Blood pressure panel with all children optional'),
    component: [
      component('8480-6', 'Systolic blood pressure', systolic),
      component('8462-4', 'Diastolic blood pressure', diastolic),
    ],
  };
}

const smokingCodes = {
  never: coding(systems.snomed, '266919005', 'Never smoked tobacco'),
  former: coding(systems.snomed, '8517006', 'Ex-smoker'),
  daily: coding(systems.snomed, '449868002', 'Smokes tobacco daily'),
} as const satisfies Record<Smoking, Coding>;

export function smokingStatus(context: ObservationContext, { smoking }: Person): JsonObject {
  return {
    ...observationStart(context, 'social-history', '72166-2', 'Tobacco smoking status'),
    valueCodeableConcept: concept(smokingCodes[smoking]),
  };
}

function observationStart(
  { patient, visit, newId }: ObservationContext,
  category: Category,
  loinc: string,
  name: string,
): JsonObject {
  return {
    resourceType: 'Observation',
    id: newId(),
    status: 'final',
    category: [{ coding: [coding(terminology('observation-category'), category, categoryNames[category])] }],
    code: concept(coding(systems.loinc, loinc, name)),
    subject: reference(patient),
    encounter: reference(visit.encounter),
    effectiveDateTime: visitStart(visit),
    performer: [reference(visit.practitioner)],
  };
}

/** What is normal, and on which side of it the value lies. */
function judgement({ low, high, unit, shown }: Measure, value: number): JsonObject {
  const [code, display] =
    low !== undefined && value < low
      ? ['L', 'Low']
      : high !== undefined && value > high
        ? ['H', 'High']
        : ['N', 'Normal'];
  return {
    interpretation: [concept(coding(terminology('v3-ObservationInterpretation'), code, display))],
    referenceRange: [
      {
        ...(low !== undefined && { low: quantity(low, unit, shown) }),
        ...(high !== undefined && { high: quantity(high, unit, shown) }),
      },
    ],
  };
}
