import { resourceTypes, validateResource } from '@wellspring/fhir';
import { expect, it } from 'vitest';
import { dateOf, lastDay } from './calendar.js';
import { generate } from './generate.js';
import { resourceType, type JsonObject, type JsonValue } from './json.js';
import { manifest } from './manifest.js';

const some = [...generate({ seed: 42, patients: 400 })];

function ofType(type: string): JsonObject[] {
  return some.filter((resource) => resourceType(resource) === type);
}

function text(resource: JsonObject, name: string): string {
  const value = resource[name];
  return typeof value === 'string' ? value : '';
}

/** `Patient/0a...` */
function nameOf(resource: JsonObject): string {
  return `${resourceType(resource)}/${text(resource, 'id')}`;
}

/** Every value of a member of this name, however deep. */
function* everywhere(value: JsonValue | undefined, name: string): Generator<JsonValue> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === name) yield member;
    yield* everywhere(member, name);
  }
}

function texts(value: JsonValue | undefined, name: string): string[] {
  return [...everywhere(value, name)].filter((found) => typeof found === 'string');
}

it('makes the same bytes from the same seed, and others from another', () => {
  const bytes = (seed: number): string => JSON.stringify([...generate({ seed, patients: 3 })]);
  expect(bytes(7)).toBe(bytes(7));
  expect(bytes(7)).not.toBe(bytes(8));
});

it('makes a patient the same however many follow', () => {
  const few = [...generate({ seed: 42, patients: 30 })];
  expect(some.slice(0, few.length)).toEqual(few);
});

it.each([0, 1, 25, 26])('makes exactly %i patients', (patients) => {
  expect(manifest({ seed: 5, patients }).byType.get('Patient') ?? 0).toBe(patients);
});

it('streams: the first resources of a billion patients are there at once', () => {
  const first: string[] = [];
  for (const resource of generate({ seed: 1, patients: 1_000_000_000 })) {
    first.push(resourceType(resource));
    if (first.length === 5) break;
  }
  expect(first).toEqual(['Organization', 'Practitioner', 'Practitioner', 'Practitioner', 'Patient']);
});

it('makes valid FHIR R4', () => {
  expect(resourceTypes).toEqual(expect.arrayContaining([...new Set(some.map(resourceType))]));
  const invalid = some.flatMap((resource) => validateResource(resource).map((issue) => issue.diagnostics));
  expect([...new Set(invalid)]).toEqual([]);
});

it('gives every resource an id of its own, and refers only to what is there', () => {
  const known = new Set(some.map(nameOf));
  expect(known.size).toBe(some.length);
  const dangling = some.flatMap((r) => texts(r, 'reference')).filter((target) => !known.has(target));
  expect(dangling).toEqual([]);
});

it('refers to what has come before, or comes with the same patient', () => {
  // So an import that breaks off, or a patient taken out, leaves nothing hanging between patients.
  const patientOf = new Map<string, string>();
  let current = '';
  for (const resource of some) {
    if (resourceType(resource) === 'Patient') current = text(resource, 'id');
    patientOf.set(nameOf(resource), current);
  }
  for (const resource of some) {
    const own = patientOf.get(nameOf(resource))!;
    for (const target of texts(resource, 'reference'))
      if (!/^(Organization|Practitioner)\//.test(target)) expect(patientOf.get(target)).toBe(own);
  }
});

it('lets nothing happen before birth or after the last day', () => {
  const born = new Map(ofType('Patient').map((p) => [nameOf(p), text(p, 'birthDate')]));
  const last = dateOf(lastDay);
  for (const resource of some) {
    const subject = texts(resource['subject'] ?? resource['patient'], 'reference')[0];
    if (subject === undefined) continue;
    for (const name of [
      'start',
      'end',
      'onsetDateTime',
      'abatementDateTime',
      'effectiveDateTime',
      'authoredOn',
    ])
      for (const moment of texts(resource, name)) {
        expect(moment.slice(0, 10) >= born.get(subject)!, `${subject} ${name} ${moment}`).toBe(true);
        expect(moment.slice(0, 10) <= last, `${subject} ${name} ${moment}`).toBe(true);
      }
  }
});

it('gives every patient an encounter and one note that can be read', () => {
  const patients = ofType('Patient').length;
  const seen = new Set(ofType('Encounter').flatMap((e) => texts(e['subject'], 'reference')));
  expect(seen.size).toBe(patients);
  const notes = ofType('DocumentReference');
  expect(new Set(notes.flatMap((note) => texts(note['subject'], 'reference'))).size).toBe(patients);
  expect(notes).toHaveLength(patients);
  for (const note of notes) {
    const bytes = Buffer.from(texts(note, 'data')[0]!, 'base64');
    expect([...everywhere(note, 'size')]).toEqual([bytes.length]);
    for (const heading of ['CHIEF COMPLAINT', 'MEDICATIONS', 'ASSESSMENT AND PLAN'])
      expect(bytes.toString('utf8')).toContain(heading);
    expect(bytes.toString('utf8')).not.toMatch(/undefined|NaN|\[object/);
  }
});

it('measures in UCUM, with values a person can have', () => {
  const ranges: Readonly<Record<string, readonly [unit: string, low: number, high: number]>> = {
    '8302-2': ['cm', 40, 215],
    '29463-7': ['kg', 2, 200],
    '39156-5': ['kg/m2', 9, 55],
    '8867-4': ['/min', 40, 170],
    '8310-5': ['Cel', 35, 41],
    '2708-6': ['%', 85, 100],
    '8480-6': ['mm[Hg]', 70, 200],
    '8462-4': ['mm[Hg]', 35, 130],
    '4548-4': ['%', 4, 13],
    '2345-7': ['mg/dL', 50, 320],
    '2160-0': ['mg/dL', 0.4, 2],
    '18262-6': ['mg/dL', 40, 260],
    '2085-9': ['mg/dL', 25, 110],
    '718-7': ['g/dL', 7, 18],
    '6301-6': ['{INR}', 1, 5],
    '3084-1': ['mg/dL', 2, 13],
  };
  for (const observation of ofType('Observation')) {
    const parts = [observation, ...((observation['component'] ?? []) as JsonObject[])];
    for (const part of parts) {
      const measured = part['valueQuantity'] as JsonObject | undefined;
      if (measured === undefined) continue;
      const code = texts(part['code'], 'code')[0]!;
      const [unit, low, high] = ranges[code] ?? [`no range for ${code}`, 0, 0];
      expect(measured).toMatchObject({ system: 'http://unitsofmeasure.org', code: unit });
      expect(Number(measured['value']), code).toBeGreaterThanOrEqual(low);
      expect(Number(measured['value']), code).toBeLessThanOrEqual(high);
    }
  }
});

it('has pressures of two components, the systolic above the diastolic', () => {
  const pressures = ofType('Observation').filter((o) => texts(o['code'], 'code')[0] === '85354-9');
  expect(pressures.length).toBeGreaterThan(300);
  for (const pressure of pressures) {
    const [systolic, diastolic] = [...everywhere(pressure['component'], 'value')].map(Number);
    expect(systolic).toBeGreaterThan(diastolic!);
  }
});

it('looks like a population', () => {
  const share = (part: readonly unknown[], whole: readonly unknown[]): number => part.length / whole.length;
  const patients = ofType('Patient');
  const adults = patients.filter((p) => text(p, 'birthDate') < '2007-06-30');
  expect(
    share(
      patients.filter((p) => p['gender'] === 'female'),
      patients,
    ),
  ).toBeCloseTo(0.5, 0.7);
  expect(share(adults, patients)).toBeGreaterThan(0.65);
  expect(share(adults, patients)).toBeLessThan(0.9);
  const having = (icd10: string): JsonObject[] =>
    ofType('Condition').filter((c) => texts(c['code'], 'code').includes(icd10));
  expect(share(having('I10'), adults)).toBeGreaterThan(0.15);
  expect(share(having('I10'), adults)).toBeLessThan(0.5);
  expect(share(having('E11.9'), adults)).toBeGreaterThan(0.03);
  expect(share(having('E11.9'), adults)).toBeLessThan(0.25);
  const perPatient = some.length / patients.length;
  expect(perPatient).toBeGreaterThan(15);
  expect(perPatient).toBeLessThan(80);
});

it('uses every kind of value that search has to find', () => {
  const types = new Set(some.map(resourceType));
  expect([...types].sort()).toEqual([
    'Condition',
    'DocumentReference',
    'Encounter',
    'Immunization',
    'MedicationRequest',
    'Observation',
    'Organization',
    'Patient',
    'Practitioner',
  ]);
  const smoking = ofType('Observation').filter((o) => o['valueCodeableConcept'] !== undefined);
  expect(new Set(smoking.flatMap((o) => texts(o['valueCodeableConcept'], 'code'))).size).toBe(3);
  // Names that are not plain ASCII, for string search.
  expect(ofType('Patient').some((p) => /[^\u0020-\u007e]/.test(JSON.stringify(p['name'])))).toBe(true);
});
