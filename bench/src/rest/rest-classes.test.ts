import { expect, it } from 'vitest';
import { seededRandom } from '../search/seeded-random.js';
import { restClasses } from './rest-classes.js';

const resources = Array.from({ length: 20_000 }, (_, at) => {
  const subject = { reference: `Patient/p${at}` };
  const code = { coding: [{ system: 'http://loinc.org', code: '8302-2' }] };
  const tree = { resourceType: 'Observation', id: `o${at}`, subject, code };
  return { type: 'Observation', id: `o${at}`, json: JSON.stringify(tree) };
});

it('changes what it updates, each time that it comes to a resource again', () => {
  const classes = restClasses(resources, [], { single: 32, bundle: 4 }, seededRandom(1));
  const { requests } = classes.find(({ name }) => name === 'update')!;
  const bodies = requests.flatMap((request) =>
    'path' in request && request.path === 'Observation/o7' ? [JSON.parse(request.body!) as object] : [],
  );
  const before = JSON.parse(resources[7]!.json) as object;
  expect(bodies).toEqual([
    { ...before, language: 'en' },
    { ...before, language: 'en-US' },
  ]);
});

it('mixes one create, one update, one delete, six reads and two searches', () => {
  const classes = restClasses(resources, [], { single: 32, bundle: 4 }, seededRandom(1));
  const { requests } = classes.find(({ name }) => name.startsWith('CRUD mix'))!;
  const share = (kind: (path: string, method: string) => boolean): number =>
    requests.filter((request) => kind('path' in request ? request.path : '', request.method)).length /
    requests.length;
  expect(share((_, method) => method === 'POST')).toBeCloseTo(1 / 11, 1);
  expect(share((_, method) => method === 'PUT')).toBeCloseTo(1 / 11, 1);
  expect(share((_, method) => method === 'DELETE')).toBeCloseTo(1 / 11, 1);
  expect(share((path, method) => method === 'GET' && !path.includes('?'))).toBeCloseTo(6 / 11, 1);
  expect(share((path) => /^Observation\?patient=Patient%2Fp\d+&code=8302-2$/.test(path))).toBeCloseTo(
    2 / 11,
    1,
  );
});
