import { describe, expect, it } from 'vitest';
import { createReferencedResources } from './referenced-resources.js';

const storeId = '0123456789abcdef0123456789abcdef';
const types = new Set(['Practitioner', 'Organization']);
const body = (tree: unknown): Buffer => Buffer.from(JSON.stringify(tree));

describe('referenced resources', () => {
  it('are noted once each, by their types, wherever the reference stands', () => {
    const referenced = createReferencedResources(types, storeId);
    referenced.note(
      body({
        performer: [{ reference: 'Practitioner/a' }, { reference: 'Practitioner/b/_history/3' }],
        contained: [{ managingOrganization: { reference: 'Organization/o' } }],
        subject: { reference: 'Patient/p' },
        author: { reference: `https://any.example/datastore/${storeId}/r4/Organization/own` },
        other: { reference: 'https://other.example/fhir/Organization/foreign' },
        local: { reference: '#contained' },
        text: 'he said "reference":"Practitioner/quoted" once',
      }),
    );
    referenced.note(body({ performer: { reference: 'Practitioner/a' } }));
    expect(referenced.take('Practitioner')).toEqual(['a', 'b']);
    expect(referenced.take('Organization')).toEqual(['o', 'own']);
    expect(referenced.take('Patient')).toEqual([]);
    referenced.note(body({ performer: [{ reference: 'Practitioner/a' }, { reference: 'Practitioner/c' }] }));
    expect(referenced.take('Practitioner')).toEqual(['c']);
  });

  it('are found where the reference has escapes, and none where it is broken', () => {
    const referenced = createReferencedResources(types, storeId);
    referenced.note(Buffer.from('{"a":{"reference":"Practitioner\\/a"},"b":{"reference":"Pract\\"x"}}'));
    expect(referenced.take('Practitioner')).toEqual(['a']);
  });
});
