import { expect, it } from 'vitest';
import { seededRandom } from '../search/seeded-random.js';
import { restClasses } from './rest-classes.js';

const resources = Array.from({ length: 20_000 }, (_, at) => {
  const subject = { reference: `Patient/p${at}` };
  const code = { coding: [{ system: 'http://loinc.org', code: '8302-2' }] };
  const tree = { resourceType: 'Observation', id: `o${at}`, subject, code };
  return { type: 'Observation', id: `o${at}`, json: JSON.stringify(tree) };
});

it('mixes one create, one update, six reads and two searches', () => {
  const classes = restClasses(resources, [], { single: 32, bundle: 4 }, seededRandom(1));
  const { requests } = classes.find(({ name }) => name.startsWith('mixed'))!;
  const share = (kind: (path: string, method: string) => boolean): number =>
    requests.filter(({ path, method }) => kind(path, method)).length / requests.length;
  expect(share((_, method) => method === 'POST')).toBeCloseTo(0.1, 1);
  expect(share((_, method) => method === 'PUT')).toBeCloseTo(0.1, 1);
  expect(share((path, method) => method === 'GET' && !path.includes('?'))).toBeCloseTo(0.6, 1);
  expect(share((path) => /^Observation\?patient=Patient%2Fp\d+&code=8302-2$/.test(path))).toBeCloseTo(0.2, 1);
});
