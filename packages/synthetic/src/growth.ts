import type { Sex } from './person.js';

/** Height in cm and weight in kg of an average person at a whole age in years, from 0 to 18. */
const tables = {
  female: {
    height: [49, 74, 86, 95, 101, 108, 115, 121, 127, 133, 138, 145, 151, 157, 160, 162, 162.5, 163, 163],
    weight: [3.3, 9, 11.5, 13.9, 16.1, 18.2, 20.2, 22.8, 25.6, 29, 33, 37, 41.5, 46, 49.5, 52, 54, 55.5, 57],
  },
  male: {
    height: [50, 76, 88, 96, 102, 109, 116, 122, 128, 134, 139, 144, 149, 156, 164, 170, 173, 175, 176],
    weight: [3.5, 9.6, 12.2, 14.3, 16.3, 18.4, 20.7, 23, 25.6, 28.6, 32, 36, 40.5, 45.5, 51, 56, 61, 65, 68],
  },
} as const satisfies Record<Sex, Record<'height' | 'weight', readonly number[]>>;

/** Adults put on weight until they are 50: so much of their weight at 18. */
const gainBy50 = 0.14;

export function averageHeight(sex: Sex, age: number): number {
  return along(tables[sex].height, age);
}

export function averageWeight(sex: Sex, age: number): number {
  const grown = along(tables[sex].weight, age);
  return grown * (1 + (gainBy50 * Math.min(Math.max(age - 18, 0), 32)) / 32);
}

/** The body mass index in kg/m2 of somebody that much heavier than the average. */
export function bodyMassIndexOf(sex: Sex, age: number, heaviness: number): number {
  return (averageWeight(sex, age) * heaviness) / (averageHeight(sex, age) / 100) ** 2;
}

/** Between two years of the table in a straight line; after its end as at its end. */
function along(table: readonly number[], age: number): number {
  const year = Math.floor(age);
  const from = table[year];
  const to = table[year + 1];
  if (from === undefined || to === undefined) return table.at(-1)!;
  return from + (to - from) * (age - year);
}
