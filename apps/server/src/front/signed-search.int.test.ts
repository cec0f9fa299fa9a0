import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from '../testing/program-under-test.js';

let program: ProgramUnderTest;
let base: string;

beforeAll(async () => {
  program = await startUnderTest();
  base = program.fhirUrl(await program.createStore('signed-search'));
  for (const [id, code] of [
    ['a', '8867-4'],
    ['b', '29463-7'],
  ])
    await program.fetchFhir(`${base}Observation/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Observation',
        id,
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code }] },
        subject: { reference: 'Patient/p' },
      }),
    });
});

afterAll(async () => {
  await program.remove();
});

interface Found {
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource: { readonly id: string } }[];
}

async function idsAt(url: string, init?: { readonly method: string; readonly body: string }) {
  const headers = init && { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await program.fetchFhir(url, init && { ...init, headers: headers! });
  expect(response.status).toBe(200);
  const found = (await response.json()) as Found;
  const ids = (found.entry ?? []).map(({ resource }) => resource.id);
  return { ids, self: found.link.find(({ relation }) => relation === 'self')!.url };
}

// Signed, sent, routed, searched: with addresses that are unusual on the way.
describe('a search from outside', () => {
  const codes = [
    ...Array.from({ length: 4_999 }, (_, index) => `http://loinc.org|${String(100_000 + index)}-1`),
    'http://loinc.org|8867-4',
  ].join();

  it('has 5,000 values in its address, or in its form', async () => {
    const query = `code=${encodeURIComponent(codes)}`;
    expect(query.length).toBeGreaterThan(160_000);
    expect((await idsAt(`${base}Observation?${query}`)).ids).toEqual(['a']);
    const byForm = await idsAt(`${base}Observation/_search`, { method: 'POST', body: query });
    expect(byForm.ids).toEqual(['a']);
    expect((await idsAt(byForm.self)).ids).toEqual(['a']);
  });

  it.each([
    ['?_type=Observation&_id=b', ['b']],
    ['Patient/p/Observation?code=8867-4', ['a']],
    ['Patient/p/*', ['b', 'a']],
  ])('is for several types: %s', async (target, ids) => {
    const found = await idsAt(`${base}${target}`);
    expect(found.ids).toEqual(ids);
    expect((await idsAt(found.self)).ids).toEqual(ids);
  });
});
