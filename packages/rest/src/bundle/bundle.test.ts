import { expect, test } from 'vitest';
import { bundle } from './bundle.js';

const parse = (pieces: readonly Buffer[]) =>
  JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
const links = [{ relation: 'self', url: 'http://h/Patient?name=a"b' }] as const;

test('without entries there is no member entry', () => {
  const parsed = parse(bundle({ type: 'searchset', links, entries: [] }));
  expect(parsed).toMatchObject({ resourceType: 'Bundle', type: 'searchset', link: links });
  expect(parsed).not.toHaveProperty('entry');
  expect(parsed).not.toHaveProperty('total');
});

test('resources go in byte for byte', () => {
  const resource = Buffer.from('{"resourceType":"Observation","valueQuantity":{"value":1.10}}');
  const pieces = bundle({
    type: 'searchset',
    total: 2,
    links,
    entries: [
      { fullUrl: 'http://h/Observation/1', resource, rest: { search: { mode: 'match' } } },
      { resource: Buffer.from('{}'), rest: { search: { mode: 'outcome' } } },
      { fullUrl: 'http://h/Observation/2', rest: { request: { method: 'DELETE', url: 'Observation/2' } } },
    ],
  });
  expect(pieces).toContain(resource);
  expect(parse(pieces)).toMatchObject({
    total: 2,
    entry: [
      {
        fullUrl: 'http://h/Observation/1',
        resource: { resourceType: 'Observation' },
        search: { mode: 'match' },
      },
      { resource: {}, search: { mode: 'outcome' } },
      { fullUrl: 'http://h/Observation/2', request: { method: 'DELETE', url: 'Observation/2' } },
    ],
  });
});
