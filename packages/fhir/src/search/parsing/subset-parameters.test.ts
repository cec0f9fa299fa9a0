import { describe, expect, it } from 'vitest';
import { diagnosticsOf, outcomeOf, queryOf } from './testing/parsed.js';

// https://hl7.org/fhir/R4/search.html#summary, #elements
describe('the part of each resource', () => {
  it.each(['true', 'text', 'data', 'false'])('_summary=%s', (summary) => {
    expect(queryOf(`Patient?_summary=${summary}&_count=7`)).toMatchObject({
      subset: { summary },
      count: 7,
      total: 'none',
      applied: [
        ['_summary', summary],
        ['_count', '7'],
      ],
    });
  });

  it('_summary=count asks for the total alone, whatever _count says', () => {
    const counted = queryOf('Patient?_summary=count&_count=7');
    expect(counted).toMatchObject({ count: 0, total: 'accurate' });
    expect(counted).not.toHaveProperty('subset');
  });

  it('_elements, also of a choice', () => {
    expect(queryOf('Observation?_elements=status,value[x],effectiveDateTime').subset).toEqual({
      elements: ['status', 'value[x]', 'effectiveDateTime'],
    });
  });

  it('elements that there are not: refused, or left out with a note', () => {
    expect(diagnosticsOf('Patient?_elements=name,subject,nom')).toContain('"subject", "nom"');
    const lenient = outcomeOf('Patient?_elements=name,subject', { strict: false });
    expect(lenient).toMatchObject({
      ok: true,
      query: { subset: { elements: ['name'] }, applied: [['_elements', 'name']] },
      ignored: [{ severity: 'warning', diagnostics: expect.stringContaining('"subject"') as string }],
    });
    const none = outcomeOf('Patient?_elements=subject', { strict: false });
    expect(none.ok && none.query).not.toHaveProperty('subset');
    expect(none).toMatchObject({ ok: true, query: { applied: [] } });
  });

  it.each([
    ['Patient?_summary=yes', '"yes"'],
    ['Patient?_summary=True', '"True"'],
    ['Patient?_elements=name,', '_elements'],
    ['Patient?_summary=true&_summary=text', 'more than once'],
    ['Patient?_summary=true&_elements=name', 'exclude each other'],
    ['Patient?_summary=text&_include=Patient:organization', '_summary=text'],
    ['Patient?_revinclude=Observation:subject&_summary=text', '_summary=text'],
    [`Patient?_elements=${'name,'.repeat(300)}name`, 'more than 200'],
  ])('%s is refused', (url, text) => {
    expect(diagnosticsOf(url, { strict: false })).toContain(text);
  });
});
