import { daysInMonth } from '../../calendar.js';

const dateForm =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?)?(Z|[+-]\d\d:\d\d)?)?$/;
const timeForm = /^T?(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?$/;
const msInMinute = 60_000;

/** A date, date with time, or time of day, as precise as it was written. */
export class Moment {
  /**
   * @param kind a time of day has no date
   * @param parts year, month, day, hour, minute, second with its fraction, or hour, minute, second
   * @param offset of the time zone in minutes; undefined where none is given
   */
  constructor(
    readonly kind: 'date' | 'time',
    readonly parts: readonly number[],
    readonly offset: number | undefined,
    readonly text: string,
  ) {}
}

function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** The parts that are there. */
function numbers(parts: readonly (string | undefined)[]): readonly number[] {
  return parts.filter((part) => part !== undefined).map(Number);
}

/** Reads `2020-01`, `2020-01-01T10:00:00Z`, `T10:00`; undefined for anything else. */
export function readMoment(text: string): Moment | undefined {
  const date = dateForm.exec(text);
  if (date !== null) return new Moment('date', numbers(date.slice(1, 7)), zoneOffset(date[7]), text);
  const time = timeForm.exec(text);
  return time === null ? undefined : new Moment('time', numbers(time.slice(1)), undefined, text);
}

/** The parts of the same instant in UTC. */
function inUtc({ parts, offset }: Moment): readonly number[] {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  if (offset === undefined || offset === 0 || parts.length < 4) return parts;
  const shifted = new Date(Date.UTC(2000, month - 1, day, hour, minute) - offset * msInMinute);
  const years = shifted.getUTCFullYear() - 2000;
  const all = [
    year + years,
    shifted.getUTCMonth() + 1,
    shifted.getUTCDate(),
    shifted.getUTCHours(),
    shifted.getUTCMinutes(),
    second,
  ];
  return all.slice(0, parts.length);
}

/** Which of two moments is later, below 0 for the second; undefined where their precision does not tell. */
export function compareMoments(left: Moment, right: Moment): number | undefined {
  if (left.kind !== right.kind) return undefined;
  const haveTimes = left.parts.length > 3 && right.parts.length > 3;
  const haveZones = left.offset !== undefined && right.offset !== undefined;
  const normal = left.kind === 'date' && haveTimes && haveZones;
  const [a, b] = normal ? [inUtc(left), inUtc(right)] : [left.parts, right.parts];
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    // Without a zone, times of the same or the next day may be either way round.
    if (i === 2 && left.kind === 'date' && haveTimes && left.offset !== right.offset && !haveZones) {
      const days = (Date.UTC(a[0]!, a[1]! - 1, a[2]) - Date.UTC(b[0]!, b[1]! - 1, b[2])) / 86_400_000;
      return Math.abs(days) > 1 ? days : undefined;
    }
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length === b.length ? 0 : undefined;
}

const places: ReadonlyMap<string, number> = new Map([
  ['a', 0],
  ['mo', 1],
  ['d', 2],
  ['h', 3],
  ['min', 4],
  ['s', 5],
]);

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function textOf(parts: readonly number[], zone: string): string {
  const [year, month, day, ...time] = parts;
  const date = [String(year).padStart(4, '0'), month, day]
    .filter((part) => part !== undefined)
    .map((part) => (typeof part === 'number' ? two(part) : part))
    .join('-');
  const clock = time.map((part) => (Number.isInteger(part) ? two(part) : `${part < 10 ? '0' : ''}${part}`));
  return time.length === 0 ? date : `${date}T${clock.join(':')}${zone}`;
}

/**
 * A date some time later, or earlier for a negative number (http://hl7.org/fhirpath/N1/#datetime-arithmetic);
 * undefined for a unit that no calendar has, or a time of day.
 */
export function addToMoment(moment: Moment, value: number, unit: string): Moment | undefined {
  if (moment.kind === 'time') return undefined;
  const [count, code] =
    unit === 'wk' ? [value * 7, 'd'] : unit === 'ms' ? [value / 1000, 's'] : [value, unit];
  const place = places.get(code);
  if (place === undefined) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = moment.parts;
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(moment.text.slice(10))?.[0] ?? '';
  let parts: number[];
  if (place < 2) {
    const months = year * 12 + month - 1 + Math.trunc(count) * (place === 0 ? 12 : 1);
    const [newYear, newMonth] = [Math.floor(months / 12), (months % 12) + 1];
    parts = [newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)), hour, minute, second];
  } else {
    const milliseconds = [86_400_000, 3_600_000, msInMinute, 1000][place - 2]! * count;
    const whole = place === 2 || place >= moment.parts.length ? Math.trunc(milliseconds) : milliseconds;
    const start = new Date(Date.UTC(2000, month - 1, day, hour, minute, 0, second * 1000));
    start.setUTCFullYear(year);
    const end = new Date(start.getTime() + whole);
    parts = [
      end.getUTCFullYear(),
      end.getUTCMonth() + 1,
      end.getUTCDate(),
      end.getUTCHours(),
      end.getUTCMinutes(),
      end.getUTCSeconds() + end.getUTCMilliseconds() / 1000,
    ];
  }
  if (!(parts[0]! >= 1 && parts[0]! <= 9999)) return undefined;
  const kept = parts.slice(0, moment.parts.length);
  return new Moment('date', kept, moment.offset, textOf(kept, zone));
}
