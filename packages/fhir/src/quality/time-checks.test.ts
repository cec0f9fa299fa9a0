import { describe, expect, it } from 'vitest';
import { r4 } from '../definitions/r4.js';
import { dateInterval } from '../search/date-interval.js';
import { eventDates } from './event-dates.js';
import { checkEvent } from './time-checks.js';
import { examined } from './testing/examined.js';

const now = '2026-06-15T12:00:00Z';

describe('a date of what has happened', () => {
  it.each([
    ['2026-06-15', false],
    // Within a day: it may be tomorrow where that was written.
    ['2026-06-16', false],
    ['2026-06-17', true],
    ['2026-06-16T11:59:59Z', false],
    ['2026-06-16T12:00:01Z', true],
    ['2026', false],
    ['2027', true],
    ['not a date', undefined],
  ])('%s is in the future: %j', (birthDate, future) => {
    const marks = examined({ resourceType: 'Patient', birthDate }, now).of('date-not-in-future');
    expect(marks).toEqual(future === undefined ? [] : [['Patient.birthDate', future]]);
  });

  it('of a period is its start', () => {
    const encounter = (period: object, status = 'finished') =>
      examined({ resourceType: 'Encounter', status, period } as never, now).of('date-not-in-future');
    expect(encounter({ start: '2026-01-01', end: '2030-01-01' })).toEqual([['Encounter.period', false]]);
    expect(encounter({ start: '2030-01-01' })).toEqual([['Encounter.period', true]]);
    expect(encounter({ end: '2030-01-01' })).toEqual([]);
    // What is planned may lie ahead.
    expect(encounter({ start: '2030-01-01' }, 'planned')).toEqual([]);
  });
});

describe('a period', () => {
  it.each([
    ['2024-01-02', '2024-01-01', true],
    ['2024-01-01', '2024-01-01', false],
    // The whole of the month is meant.
    ['2024-01-15', '2024-01', false],
    ['2024-01-15', '2023-12', true],
    ['2024-01-01T10:00:00Z', '2024-01-01T09:59:59Z', true],
    ['2024-01-01T10:00:00+02:00', '2024-01-01T08:00:00Z', false],
    // A day without a zone may have begun 14 hours earlier or later.
    ['2024-01-02T01:00:00Z', '2024-01-01', false],
    ['2024-01-04T01:00:00Z', '2024-01-01', true],
  ])('from %s to %s ends before it starts: %j', (start, end, wrong) => {
    const tree = { resourceType: 'Patient', name: [{ period: { start, end } }] };
    expect(examined(tree).of('end-not-before-start')).toEqual([['Patient.name', wrong]]);
  });

  it('is looked at wherever it stands, under the element of the resource that it is in', () => {
    const wrong = { start: '2024-01-02', end: '2024-01-01' };
    expect(
      examined({
        resourceType: 'Observation',
        effectivePeriod: wrong,
        extension: [{ url: 'x', valuePeriod: wrong }],
        madeUp: { period: wrong },
      }).of('end-not-before-start'),
    ).toEqual([
      ['Observation.effective[x]', true],
      ['Observation.extension', true],
      ['Observation (unknown element)', true],
    ]);
    const slot = { resourceType: 'Slot', start: '2024-01-01T10:00:00Z', end: '2024-01-01T09:00:00Z' };
    expect(examined(slot).of('end-not-before-start')).toEqual([['Slot.end', true]]);
  });
});

describe('a life', () => {
  const patient = (tree: object) => examined({ resourceType: 'Patient', ...tree }, now);

  it.each([
    ['1980-05-17', '1980-05-15', true],
    // One day: the date may be that of another time zone.
    ['1980-05-17', '1980-05-16', false],
    ['1980-05-17', '1980-05', false],
    ['1980-05-17', '1979', true],
    ['1980', '1980-01-01', false],
    ['1980-05-17', '2020-01-01T00:00:00Z', false],
  ])('from %s to %s ends before it begins: %j', (birthDate, deceasedDateTime, wrong) => {
    expect(patient({ birthDate, deceasedDateTime }).of('death-not-before-birth')).toEqual([
      ['Patient', wrong],
    ]);
  });

  it('without a date of death is not compared', () => {
    expect(patient({ birthDate: '1980', deceasedBoolean: true }).of('death-not-before-birth')).toEqual([]);
    expect(patient({ deceasedDateTime: '1980' }).of('death-not-before-birth')).toEqual([]);
  });

  it.each([
    [{ birthDate: '1905-06-15' }, false],
    // The 121st birthday is the day before.
    [{ birthDate: '1905-06-13' }, true],
    [{ birthDate: '1905' }, false],
    [{ birthDate: '1904' }, true],
    [{ birthDate: '1980' }, false],
    [{ birthDate: '1850-01-01', deceasedDateTime: '1930-01-01' }, false],
    [{ birthDate: '1850-01-01', deceasedDateTime: '1980-01-01' }, true],
    [{ birthDate: '1850-01-01', deceasedBoolean: false }, true],
  ])('%j is too long: %j', (tree, tooLong) => {
    expect(patient(tree).of('age-possible')).toEqual([['Patient', tooLong]]);
  });

  it('that ended at an unknown time is not too long', () => {
    expect(patient({ birthDate: '1850', deceasedBoolean: true }).of('age-possible')).toEqual([]);
  });
});

describe('an event', () => {
  const life = { birth: dateInterval('2000-01-10'), death: dateInterval('2020-01-10') };
  it.each([
    ['2000-01-08', true, false],
    ['2000-01-09', false, false],
    ['2000-01-10', false, false],
    ['2000', false, false],
    ['1999', true, false],
    ['2020-01-10', false, false],
    // 60 days after the 10th of January (2020 is a leap year) is the 10th of March.
    ['2020-03-10', false, false],
    ['2020-03-11', false, true],
    ['2021', false, true],
  ])('of %s is before the birth: %j, after the death: %j', (date, before, after) => {
    const marks: Record<string, boolean> = {};
    checkEvent(dateInterval(date)!, life, 'Condition', (measure, part, failed) => {
      expect(part).toBe('Condition');
      marks[measure] = failed;
    });
    expect(marks).toEqual({ 'event-not-before-birth': before, 'event-not-after-death': after });
  });

  it('is compared with what is known', () => {
    const marks: string[] = [];
    checkEvent(dateInterval('2000')!, { birth: undefined, death: undefined }, 'x', (measure) =>
      marks.push(measure),
    );
    expect(marks).toEqual([]);
  });

  it('belongs to the subject or the patient, when it began', () => {
    const subject = { reference: 'Patient/1' };
    const of = (tree: object) => examined(tree as never, now).events;
    expect(of({ resourceType: 'Condition', subject, onsetDateTime: '2001-02-03' })).toEqual([
      ['Patient/1', '2001-02-03T00:00:00.000Z'],
    ]);
    expect(of({ resourceType: 'Condition', subject, onsetAge: { value: 3 } })).toEqual([]);
    expect(
      of({ resourceType: 'Immunization', patient: subject, status: 'completed', occurrenceDateTime: '2001' }),
    ).toEqual([['Patient/1', '2001-01-01T00:00:00.000Z']]);
    expect(of({ resourceType: 'Condition', onsetDateTime: '2001' })).toEqual([]);
  });

  it('that is about a death is no event in a life', () => {
    const tree = {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '69453-9' }] },
      subject: { reference: 'Patient/1' },
      effectiveDateTime: '2020',
    };
    expect(examined(tree).events).toEqual([]);
  });
});

it.each(
  Object.entries(eventDates).flatMap(([type, { happened, life }]) =>
    [...happened, ...(life === undefined ? [] : [life])].map((path) => [type, path] as const),
  ),
)('%s.%s of the table of event dates is an element of R4', (type, path) => {
  let structure = type;
  for (const step of path.split('.')) {
    const { elements } = r4.structure(structure)!;
    const name = step.replace('[x]', '');
    const element = elements.find(({ name: each, isChoice }) =>
      isChoice ? each === name || step.startsWith(each) : each === step,
    );
    expect(element, step).toBeDefined();
    structure = element!.types[0]!;
  }
});
