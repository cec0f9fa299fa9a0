import { lastDay, yearsBetween, type Day } from './calendar.js';
import { familyNames, givenNames } from './names.js';
import type { Random } from './random.js';

export type Sex = 'female' | 'male';
export type Smoking = 'never' | 'former' | 'daily';

/** Who somebody is, as far as it decides what happens to them. */
export interface Person {
  readonly sex: Sex;
  readonly family: string;
  readonly given: readonly string[];
  readonly born: Day;
  readonly smoking: Smoking;
  /** Body height against the average of age and sex, as a factor. */
  readonly tallness: number;
  /** Body weight against the average of age, sex and height, as a factor. */
  readonly heaviness: number;
}

/** Ages in years with their share: the population of a high-income country, roughly. */
const ages: readonly (readonly [years: readonly [from: number, to: number], share: number])[] = [
  [[0, 4], 6],
  [[5, 17], 16],
  [[18, 29], 16],
  [[30, 44], 20],
  [[45, 64], 25],
  [[65, 79], 13],
  [[80, 92], 4],
];

export function person(chosen: Random): Person {
  const sex = chosen.pick(['female', 'male'] as const);
  const [youngest, oldest] = chosen.weighted(ages);
  const born = lastDay - Math.floor(chosen.int(youngest, oldest) * 365.25) - chosen.int(1, 365);
  const first = chosen.pick(givenNames[sex]);
  const second = chosen.pick(givenNames[sex]);
  return {
    sex,
    family: chosen.pick(familyNames),
    given: first === second || chosen.chance(0.5) ? [first] : [first, second],
    born,
    smoking: smoking(chosen, yearsBetween(born, lastDay)),
    tallness: chosen.normal(1, 0.04),
    heaviness: Math.max(0.76, chosen.normal(1.08, 0.18)),
  };
}

/** Of adults 12 % smoke and 22 % have stopped; the older ones rather have stopped. */
function smoking(chosen: Random, age: number): Smoking {
  if (age < 18) return 'never';
  const former = age < 40 ? 0.1 : 0.3;
  return chosen.weighted([
    ['never', 0.88 - former],
    ['former', former],
    ['daily', 0.12],
  ] as const);
}

export function ageAt({ born }: Person, day: Day): number {
  return yearsBetween(born, day);
}

/** `Anna Weber` */
export function fullName({ given, family }: Person): string {
  return `${given[0]!} ${family}`;
}
