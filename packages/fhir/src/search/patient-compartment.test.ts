import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/json-value.js';
import { extractIndexValues } from './extraction/extract-index-values.js';
import { patientCompartment, patientCompartments } from './patient-compartment.js';

function compartmentOf(tree: JsonObject): string | undefined {
  const type = tree['resourceType'] as string;
  return patientCompartment(type, tree, extractIndexValues(type, tree));
}

describe('patientCompartment', () => {
  it.each<[string, JsonObject, string | undefined]>([
    [
      'a patient is in its own',
      { resourceType: 'Patient', id: 'p', link: [{ other: { reference: 'Patient/q' } }] },
      'p',
    ],
    ['a new patient has none yet', { resourceType: 'Patient' }, undefined],
    ['by its subject', { resourceType: 'Observation', subject: { reference: 'Patient/1' } }, '1'],
    [
      'by a performer',
      {
        resourceType: 'Observation',
        subject: { reference: 'Group/1' },
        performer: [{ reference: 'Practitioner/2' }, { reference: 'Patient/3' }],
      },
      '3',
    ],
    [
      'the subject comes before the performer',
      {
        resourceType: 'Observation',
        performer: [{ reference: 'Patient/3' }],
        subject: { reference: 'Patient/1' },
      },
      '1',
    ],
    [
      'by a versioned reference',
      { resourceType: 'Condition', subject: { reference: 'Patient/1/_history/4' } },
      '1',
    ],
    [
      'not by another server’s patient',
      { resourceType: 'Condition', subject: { reference: 'http://a.example/Patient/1' } },
      undefined,
    ],
    [
      'not by a parameter outside the definition',
      { resourceType: 'Organization', partOf: { reference: 'Patient/1' } },
      undefined,
    ],
    [
      'by a participant',
      {
        resourceType: 'Appointment',
        participant: [{ actor: { reference: 'Location/1' } }, { actor: { reference: 'Patient/2' } }],
      },
      '2',
    ],
  ])('%s', (_, tree, id) => {
    expect(compartmentOf(tree)).toBe(id);
  });

  it('is undefined for what is no resource type', () => {
    expect(patientCompartment('constructor', {}, [])).toBeUndefined();
  });
});

describe('patientCompartments', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    [
      'a patient is in its own, and in those of the patients it links to',
      {
        resourceType: 'Patient',
        id: 'p',
        link: [{ other: { reference: 'Patient/q' } }, { other: { reference: 'RelatedPerson/r' } }],
      },
      ['p', 'q'],
    ],
    [
      'all members of a group, each once',
      {
        resourceType: 'Group',
        member: ['1', '2', '1'].map((id) => ({ entity: { reference: `Patient/${id}` } })),
      },
      ['1', '2'],
    ],
    [
      'by its subject and by a performer',
      {
        resourceType: 'Observation',
        performer: [{ reference: 'Patient/3' }],
        subject: { reference: 'Patient/1' },
      },
      ['1', '3'],
    ],
    ['in none', { resourceType: 'Organization', partOf: { reference: 'Organization/1' } }, []],
  ])('%s', (_, tree, ids) => {
    const type = tree['resourceType'] as string;
    expect(patientCompartments(type, tree, extractIndexValues(type, tree))).toEqual(ids);
  });
});
