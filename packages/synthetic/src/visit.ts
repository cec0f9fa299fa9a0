import { instantOf, lastDay, workday, type Day } from './calendar.js';
import { coding, concept, reference, systems, terminology, type Coding, type Target } from './datatypes.js';
import { acuteDiagnosis, diagnosisConcept, type AcuteDiagnosis } from './diagnosis.js';
import type { JsonObject } from './json.js';
import { ageAt, fullName, type Person } from './person.js';
import type { Random } from './random.js';

/** One time a patient was seen. */
export interface Visit {
  readonly kind: 'check-up' | 'child check-up' | 'follow-up' | 'illness';
  readonly day: Day;
  /** Of the day, when it begins. */
  readonly minute: number;
  readonly minutes: number;
  readonly encounter: Target;
  readonly practitioner: Target;
  /** Why they came, where they are ill. */
  readonly illness?: AcuteDiagnosis;
}

/** Records reach back two years. */
export const firstDay: Day = lastDay - 730;

/** The ages in months at which small children are seen. */
const childMonths = [0.1, 1, 2, 4, 6, 9, 12, 15, 18, 24, 30] as const;

/** All visits of a person, in their order; at least one. */
export function visits(
  chosen: Random,
  who: Person,
  treated: boolean,
  practitioners: readonly Target[],
): readonly Visit[] {
  const usual = chosen.pick(practitioners);
  const planned: { kind: Visit['kind']; day: Day }[] = [];
  const plan = (kind: Visit['kind'], day: number): void => {
    const open = workday(Math.round(day));
    if (open > who.born && open >= firstDay && open <= lastDay) planned.push({ kind, day: open });
  };

  for (const months of childMonths) plan('child check-up', who.born + months * 30.44 + 1);
  for (let year = 0; year < 2; year += 1) {
    const day = firstDay + year * 365 + chosen.int(0, 340);
    // Every fourth check-up is missed.
    if (chosen.chance(0.25)) continue;
    if (ageAt(who, day) >= 3) plan(ageAt(who, day) < 18 ? 'child check-up' : 'check-up', day);
    if (treated && chosen.chance(0.6)) plan('follow-up', day + chosen.int(80, 200));
  }
  const illnesses = chosen.weighted([
    [0, 30],
    [1, 35],
    [2, 22],
    [3, 13],
  ]);
  for (let i = 0; i < illnesses; i += 1) plan('illness', chosen.int(firstDay, lastDay));
  // A newborn of this week may have been nowhere yet, but who is in the records has been seen once.
  if (planned.length === 0) planned.push({ kind: 'child check-up', day: Math.min(lastDay, who.born + 1) });

  planned.sort((a, b) => a.day - b.day);
  return planned.map(({ kind, day }) => ({
    kind,
    day,
    // From 13:00 to 21:00 UTC: office hours on the east coast.
    minute: 13 * 60 + 15 * chosen.int(0, 31),
    minutes: kind === 'illness' ? 15 : 30,
    encounter: { type: 'Encounter', id: chosen.uuid() },
    practitioner: chosen.chance(0.8) ? usual : chosen.pick(practitioners),
    ...(kind === 'illness' && { illness: acuteDiagnosis(chosen, who, day) }),
  }));
}

export function visitStart({ day, minute }: Visit): string {
  return instantOf(day, minute);
}

export function visitEnd({ day, minute, minutes }: Visit): string {
  return instantOf(day, minute + minutes);
}

const types = {
  'check-up': coding(systems.snomed, '185349003', 'Encounter for check up'),
  'child check-up': coding(systems.snomed, '410620009', 'Well child visit'),
  'follow-up': coding(systems.snomed, '390906007', 'Follow-up encounter'),
  illness: coding(systems.snomed, '185345009', 'Encounter for symptom'),
} as const satisfies Record<Visit['kind'], Coding>;

/** @param conditions what was treated */
export function encounterResource(
  visit: Visit,
  who: Person,
  patient: Target,
  organization: Target,
  conditions: readonly Target[],
): JsonObject {
  const participation = coding(terminology('v3-ParticipationType'), 'PPRF', 'primary performer');
  return {
    resourceType: 'Encounter',
    id: visit.encounter.id,
    status: 'finished',
    class: coding(terminology('v3-ActCode'), 'AMB', 'ambulatory'),
    type: [concept(types[visit.kind])],
    subject: reference({ ...patient, display: fullName(who) }),
    participant: [{ type: [concept(participation)], individual: reference(visit.practitioner) }],
    period: { start: visitStart(visit), end: visitEnd(visit) },
    ...(visit.illness && { reasonCode: [diagnosisConcept(visit.illness)] }),
    ...(conditions.length > 0 && {
      diagnosis: conditions.map((condition, i) => ({ condition: reference(condition), rank: i + 1 })),
    }),
    serviceProvider: reference(organization),
  };
}
