import { rounded } from './datatypes.js';
import type { ChronicKey } from './diagnosis.js';
import type { JsonObject } from './json.js';
import { measured, type Measure, type ObservationContext } from './observation.js';
import { ageAt, type Person } from './person.js';
import type { Random } from './random.js';

/** One test: what it measures, in whom it is done, and what comes out of it. */
interface Test extends Measure {
  readonly when: (has: (key: ChronicKey) => boolean) => boolean;
  readonly value: (chosen: Random, has: (key: ChronicKey) => boolean, who: Person, age: number) => number;
}

const tests: readonly Test[] = [
  {
    loinc: '4548-4',
    name: 'Hemoglobin A1c/Hemoglobin.total in Blood',
    unit: '%',
    decimals: 1,
    low: 4,
    high: 5.6,
    when: (has) => has('diabetes') || has('prediabetes') || has('obesity'),
    value: (chosen, has) =>
      has('diabetes')
        ? Math.max(6, chosen.normal(7.3, 0.8))
        : has('prediabetes')
          ? chosen.normal(6, 0.15)
          : chosen.normal(5.3, 0.2),
  },
  {
    loinc: '2345-7',
    name: 'Glucose [Mass/volume] in Serum or Plasma',
    unit: 'mg/dL',
    decimals: 0,
    low: 70,
    high: 99,
    when: (has) => has('diabetes') || has('prediabetes') || has('obesity'),
    value: (chosen, has) =>
      has('diabetes')
        ? Math.max(85, chosen.normal(152, 28))
        : has('prediabetes')
          ? chosen.normal(110, 6)
          : chosen.normal(88, 6),
  },
  {
    loinc: '2160-0',
    name: 'Creatinine [Mass/volume] in Serum or Plasma',
    unit: 'mg/dL',
    decimals: 2,
    low: 0.5,
    high: 1.3,
    when: (has) => has('diabetes') || has('hypertension') || has('gout'),
    value: (chosen, has, { sex }, age) =>
      Math.max(
        0.45,
        chosen.normal(sex === 'male' ? 0.95 : 0.78, 0.12) + (age - 50) * 0.004 + (has('gout') ? 0.1 : 0),
      ),
  },
  {
    loinc: '18262-6',
    name: 'Cholesterol in LDL [Mass/volume] in Serum or Plasma by Direct assay',
    unit: 'mg/dL',
    decimals: 0,
    high: 130,
    when: (has) => has('hyperlipidemia') || has('diabetes') || has('hypertension'),
    value: (chosen, has) => Math.max(48, chosen.normal(has('hyperlipidemia') ? 138 : 106, 22)),
  },
  {
    loinc: '2085-9',
    name: 'Cholesterol in HDL [Mass/volume] in Serum or Plasma',
    unit: 'mg/dL',
    decimals: 0,
    low: 40,
    when: (has) => has('hyperlipidemia') || has('diabetes') || has('hypertension'),
    value: (chosen, _has, { sex }) => Math.max(26, chosen.normal(sex === 'female' ? 58 : 48, 9)),
  },
  {
    loinc: '718-7',
    name: 'Hemoglobin [Mass/volume] in Blood',
    unit: 'g/dL',
    decimals: 1,
    low: 12,
    high: 17.5,
    when: (has) => has('anemia') || has('fibrillation'),
    value: (chosen, has, { sex }) =>
      has('anemia') ? chosen.normal(10.9, 0.6) : chosen.normal(sex === 'male' ? 14.8 : 13.5, 0.7),
  },
  {
    loinc: '6301-6',
    name: 'INR in Platelet poor plasma by Coagulation assay',
    unit: '{INR}',
    shown: 'INR',
    decimals: 1,
    low: 2,
    high: 3,
    when: (has) => has('fibrillation'),
    value: (chosen) => Math.max(1.1, chosen.normal(2.5, 0.4)),
  },
  {
    loinc: '3084-1',
    name: 'Urate [Mass/volume] in Serum or Plasma',
    unit: 'mg/dL',
    decimals: 1,
    low: 2.6,
    high: 7.2,
    when: (has) => has('gout'),
    value: (chosen) => Math.max(3.5, chosen.normal(6.9, 1)),
  },
];

/** The blood tests of a visit; children have none. */
export function laboratoryResources(
  chosen: Random,
  context: ObservationContext,
  who: Person,
  has: (key: ChronicKey) => boolean,
): readonly JsonObject[] {
  const age = ageAt(who, context.visit.day);
  if (age < 18) return [];
  return tests
    .filter((test) => test.when(has))
    .map((test) =>
      measured(context, 'laboratory', test, rounded(test.value(chosen, has, who, age), test.decimals)),
    );
}
