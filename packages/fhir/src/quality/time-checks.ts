import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { dateInterval, type DateInterval } from '../search/date-interval.js';
import { afterDeathCodes, eventDates } from './event-dates.js';
import type { QualitySink } from './quality-sink.js';

/** Microseconds of a day: what time zones and clocks may be off by. */
export const DAY = 24 * 3_600_000_000;
/** Days after a death in which records still come in. */
const AFTER_DEATH_DAYS = 60;
const OLDEST_YEARS = 120;

/** When somebody was born and died, at the precision given; microseconds since 1970. */
export interface Lifetime {
  readonly birth: DateInterval | undefined;
  readonly death: DateInterval | undefined;
}

/** Takes the values of a path, `[x]` at its end included. */
type DatePath = (tree: JsonObject) => JsonValue | undefined;

interface CompiledDates {
  readonly happened: readonly { readonly part: string; readonly valueOf: DatePath }[];
  readonly life: DatePath | undefined;
  readonly unless: ReadonlySet<string>;
}

const choiceTypes = ['DateTime', 'Period', 'Instant'] as const;

const compiled = new Map<string, CompiledDates>(
  Object.entries(eventDates).map(([type, { happened, life, unless = [] }]) => [
    type,
    {
      happened: happened.map((path) => ({ part: `${type}.${path}`, valueOf: datePath(path) })),
      life: life === undefined ? undefined : datePath(life),
      unless: new Set(unless),
    },
  ]),
);

function datePath(path: string): DatePath {
  const steps = path.split('.');
  const last = steps.pop()!;
  const names = last.endsWith('[x]') ? choiceTypes.map((type) => last.slice(0, -3) + type) : [last];
  return (tree) => {
    let value: JsonValue | undefined = tree;
    for (const step of steps) value = isObject(value) ? value[step] : undefined;
    if (!isObject(value)) return undefined;
    for (const name of names) if (value[name] !== undefined) return value[name];
    return undefined;
  };
}

/**
 * Looks at the dates of a resource by themselves, and hands on the event in its patient's life.
 *
 * @param now microseconds since 1970
 */
export function checkTimes(type: string, tree: JsonObject, now: number, sink: QualitySink): void {
  const dates = compiled.get(type);
  if (dates === undefined) return;
  const { status } = tree;
  if (typeof status === 'string' && dates.unless.has(status)) return;
  for (const { part, valueOf } of dates.happened) {
    const began = beginningOf(valueOf(tree));
    if (began !== undefined) sink.mark('date-not-in-future', part, began.low > now + DAY);
  }
  if (type === 'Patient') checkLifetime(tree, now, sink);
  if (dates.life === undefined || isAfterDeath(tree)) return;
  const patient = referenceOf(tree['subject']) ?? referenceOf(tree['patient']);
  if (patient === undefined) return;
  const began = beginningOf(dates.life(tree));
  if (began !== undefined) sink.event(patient, began);
}

/** When something was, or began; a Period without a start tells nothing. */
function beginningOf(value: JsonValue | undefined): DateInterval | undefined {
  const text = isObject(value) ? value['start'] : value;
  return typeof text === 'string' ? dateInterval(text) : undefined;
}

function referenceOf(value: JsonValue | undefined): string | undefined {
  const reference = isObject(value) ? value['reference'] : undefined;
  return typeof reference === 'string' ? reference : undefined;
}

function isAfterDeath({ code }: JsonObject): boolean {
  const codings = isObject(code) ? code['coding'] : undefined;
  if (!Array.isArray(codings)) return false;
  return (codings as readonly JsonValue[]).some(
    (coding) => isObject(coding) && typeof coding['code'] === 'string' && afterDeathCodes.has(coding['code']),
  );
}

function checkLifetime(tree: JsonObject, now: number, sink: QualitySink): void {
  const { birth, death } = lifetimeOf(tree);
  if (birth === undefined) return;
  if (death !== undefined) sink.mark('death-not-before-birth', 'Patient', death.high + DAY <= birth.low);
  if (death === undefined && tree['deceasedBoolean'] === true) return;
  // In the year after the last birthday that is possible.
  const tooOld = new Date(birth.high / 1000);
  tooOld.setUTCFullYear(tooOld.getUTCFullYear() + OLDEST_YEARS + 1);
  sink.mark('age-possible', 'Patient', tooOld.getTime() * 1000 <= (death?.low ?? now));
}

/** Birth and death of a Patient as they stand in the resource. */
export function lifetimeOf({ birthDate, deceasedDateTime }: JsonObject): Lifetime {
  return {
    birth: typeof birthDate === 'string' ? dateInterval(birthDate) : undefined,
    death: typeof deceasedDateTime === 'string' ? dateInterval(deceasedDateTime) : undefined,
  };
}

/**
 * Looks at an event beside the life of its patient.
 *
 * @param began when it began, at the precision given
 * @param part the type of the resource that tells of it
 */
export function checkEvent(
  began: DateInterval,
  { birth, death }: Lifetime,
  part: string,
  mark: QualitySink['mark'],
): void {
  if (birth !== undefined) mark('event-not-before-birth', part, began.high + DAY <= birth.low);
  if (death !== undefined)
    mark('event-not-after-death', part, began.low >= death.high + AFTER_DEATH_DAYS * DAY);
}
