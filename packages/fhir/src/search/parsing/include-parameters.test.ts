import { describe, expect, it } from 'vitest';
import { diagnosticsOf, queryOf } from './testing/parsed.js';

// https://hl7.org/fhir/R4/search.html#revinclude
describe('includes', () => {
  const forward = { direction: 'forward', iterate: false };
  const reverse = { direction: 'reverse', iterate: false };
  it.each<[string, object]>([
    ['Observation?_include=Observation:subject', { ...forward, source: 'Observation', params: ['subject'] }],
    [
      'Observation?_include=Observation:subject:Patient',
      { ...forward, source: 'Observation', params: ['subject'], target: 'Patient' },
    ],
    [
      'Observation?_include:iterate=Patient:link',
      { direction: 'forward', iterate: true, source: 'Patient', params: ['link'] },
    ],
    ['Patient?_revinclude=Provenance:target', { ...reverse, source: 'Provenance', params: ['target'] }],
    // The reference parameters of Device: https://hl7.org/fhir/R4/device.html#search
    ['Device?_include=*', { ...forward, source: 'Device', params: ['location', 'organization', 'patient'] }],
    [
      'Patient?_revinclude=Device:*',
      { ...reverse, source: 'Device', params: ['location', 'organization', 'patient'] },
    ],
    [
      'Patient?_revinclude=Device:*:Patient',
      { ...reverse, source: 'Device', params: ['patient'], target: 'Patient' },
    ],
  ])('%s', (url, include) => {
    const { includes, applied } = queryOf(url);
    expect(includes).toEqual([include]);
    expect(applied).toHaveLength(1);
  });

  it('several of them, in their order', () => {
    const url = 'MedicationRequest?_include=MedicationRequest:requester&_include=MedicationRequest:subject';
    expect(queryOf(url).includes?.map(({ params }) => params)).toEqual([['requester'], ['subject']]);
    expect(queryOf('Patient')).not.toHaveProperty('includes');
  });

  it('as many reverse ones as the look-ups of a page allow', () => {
    // Of the parameters of Observation four may refer to a Patient: focus, patient, performer, subject.
    const url = 'Patient?_revinclude=Observation:*&_count=';
    expect(queryOf(`${url}1000`).includes).toHaveLength(1);
    expect(queryOf(`${url}1000&${'_revinclude=Observation:*&'.repeat(24)}`).includes).toHaveLength(25);
    expect(diagnosticsOf(`${url}1000&${'_revinclude=Observation:*&'.repeat(25)}`)).toContain('look-ups');
  });

  it.each([
    ['Patient?_include=Ghost:subject', '"Ghost", which is no resource type'],
    ['Patient?_include=Patient:nope', '"nope", which is no search parameter of Patient'],
    [
      'Patient?_include=Patient:name',
      '"name", which is no reference but a search parameter of the type string',
    ],
    ['Patient?_include=Patient:organization:Ghost', '"Ghost", which is no resource type'],
    ['Patient?_include=Patient:organization:Group', 'Group, which Patient:organization cannot refer to'],
    ['Patient?_include=Patient', 'Type:parameter'],
    ['Patient?_include=Patient:', 'Type:parameter'],
    ['Patient?_include=Patient:link:Patient:x', 'Type:parameter'],
    ['Patient?_include:recurse=Patient:link', ':iterate'],
    // One look-up for each of 1,000 matches by each of more than 100 parameters.
    ['Patient?_count=1000&_revinclude=*', 'more than 100000 look-ups'],
  ])('%s is refused, leniently too', (url, text) => {
    expect(diagnosticsOf(url, { strict: false })).toContain(text);
  });

  it('* of several types are those of each', () => {
    const { includes } = queryOf('?_type=Device,Flag&_include=*');
    // https://hl7.org/fhir/R4/device.html#search, https://hl7.org/fhir/R4/flag.html#search
    expect(includes).toEqual([
      { ...forward, source: 'Device', params: ['location', 'organization', 'patient'] },
      { ...forward, source: 'Flag', params: ['author', 'encounter', 'patient', 'subject'] },
    ]);
  });

  it('reverse * is everything that may refer to the types searched', () => {
    const includes = queryOf('Substance?_revinclude=*').includes ?? [];
    expect(includes.every(({ direction, iterate }) => direction === 'reverse' && !iterate)).toBe(true);
    const params = new Map(includes.map(({ source, params }) => [source, params]));
    expect(params.size).toBe(includes.length);
    // https://hl7.org/fhir/R4/substance.html: "References to this Resource"
    expect(params.get('Specimen')).toEqual(['subject']);
    expect(params.get('Substance')).toEqual(['substance-reference']);
    expect(params.get('Group')).toEqual(['member']);
    expect(params.get('Device')).toBeUndefined();
    expect(params.get('Provenance')).toContain('target');
    expect(params.get('Observation')).toContain('focus');
    expect(params.get('Observation')).not.toContain('subject');
  });

  it('reverse * goes on with every type where it iterates', () => {
    const sources = (url: string) => (queryOf(url).includes ?? []).map(({ source }) => source);
    // Nothing but what may refer to anything refers to a CapabilityStatement; to that everything may.
    expect(sources('CapabilityStatement?_revinclude=*')).not.toContain('Device');
    expect(sources('CapabilityStatement?_revinclude:iterate=*')).toContain('Device');
  });
});
