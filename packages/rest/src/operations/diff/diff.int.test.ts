import { afterAll, beforeAll, expect, test } from 'vitest';
import { operationStore, validAnswer, type OperationStore } from '../../testing/operation-store.js';

interface Parameters {
  readonly parameter?: readonly { readonly part: readonly Readonly<Record<string, unknown>>[] }[];
}
let store: OperationStore;
beforeAll(async () => {
  store = await operationStore();
  await store.put([
    { resourceType: 'Patient', id: 'p', gender: 'male' },
    { resourceType: 'Patient', id: 'q', gender: 'male', active: true },
    { resourceType: 'Basic', id: 'b', code: { text: 'x' } },
  ]);
  await store.send('PUT', '/Patient/p', { body: { resourceType: 'Patient', id: 'p', gender: 'female' } });
  await store.send('PUT', '/Patient/p', {
    body: { resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '1980' },
  });
  await store.put([{ resourceType: 'Patient', id: 'gone' }]);
  await store.send('DELETE', '/Patient/gone');
});
afterAll(async () => {
  await store.end();
});

const add = (name: string, value: object) => [
  { name: 'type', valueCode: 'add' },
  { name: 'path', valueString: 'Patient' },
  { name: 'name', valueString: name },
  { name: 'value', ...value },
];
const female = [
  { name: 'type', valueCode: 'replace' },
  { name: 'path', valueString: 'Patient.gender' },
  { name: 'value', valueCode: 'female' },
];
const born = add('birthDate', { valueDate: '1980' });

test.each<[string, readonly unknown[]]>([
  ['/Patient/p/$diff', [born]],
  ['/Patient/p/$diff?toVersion=2', [female]],
  ['/Patient/p/$diff?fromVersion=1', [female, born]],
  ['/Patient/p/$diff?fromVersion=2&toVersion=2', []],
  ['/$diff?from=Patient/p/_history/1&to=Patient/p/_history/2', [female]],
  ['/$diff?from=Patient/p/_history/1&to=Patient/p', [female, born]],
])('%s', async (target, expected) => {
  const { parameter = [] } = validAnswer(await store.send('GET', target)) as Parameters;
  expect(parameter.map(({ part }) => part)).toEqual(expected);
});

test('of two resources, by POST', async () => {
  const body = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'from', valueUri: `${store.root}/Patient/p/_history/1` },
      { name: 'to', valueUri: 'Patient/q' },
    ],
  };
  const { parameter = [] } = validAnswer(await store.send('POST', '/$diff', { body })) as Parameters;
  expect(parameter.map(({ part }) => part.find(({ name }) => name === 'path'))).toEqual([
    { name: 'path', valueString: 'Patient.id' },
    { name: 'path', valueString: 'Patient' },
  ]);
});

test.each([
  ['/Patient/q/$diff', 404, 'Patient/q'],
  ['/Patient/p/$diff?fromVersion=9', 404, 'version 9'],
  ['/Patient/p/$diff?toVersion=x', 400, 'toVersion'],
  ['/Patient/p/$diff?foo=1', 400, 'foo'],
  ['/Patient/none/$diff', 404, 'Patient/none'],
  ['/Patient/gone/$diff', 410, 'Patient/gone'],
  ['/$diff?from=Patient/p', 400, 'to:'],
  ['/$diff?from=nonsense&to=Patient/p', 400, 'from:'],
  ['/$diff?from=Patient/p&to=Basic/b', 400, 'Patient'],
  ['/$diff?from=Patient/p&to=Patient/none', 404, 'Patient/none'],
])('%s is refused', async (target, status, named) => {
  const answer = await store.send('GET', target);
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(named)]);
});
