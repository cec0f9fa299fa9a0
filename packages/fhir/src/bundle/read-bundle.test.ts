import { describe, expect, test } from 'vitest';
import { readBundle } from './read-bundle.js';

const read = (text: string) => {
  const outcome = readBundle(Buffer.from(text));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return outcome.bundle;
};
const bundle = (...entries: readonly string[]) =>
  `{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`;

test('each resource keeps its bytes, with white space or without', () => {
  const first =
    '{"resourceType":"Observation","id":"1","meta":{},"valueQuantity":{"value":1.10},"note":[{"text":"a , ]}\\" é"}]}';
  const second = '{"resourceType":"Patient","id":"2","meta":{},"active":true}';
  const entry = (resource: string) =>
    `{"resource":${resource},"request":{"method":"PUT","url":"X/1"},"fullUrl":"urn:uuid:1"}`;
  for (const text of [
    bundle(entry(first), entry(second)),
    `\ufeff ${bundle(entry(first), entry(second)).replace('"entry":[', '\n"entry" : [ \n ')} \n`,
  ]) {
    const { type, entries } = read(text);
    expect(type).toBe('transaction');
    expect(entries.map(({ resource }) => resource!.stored(resource!.id!).toString())).toEqual([
      first,
      second,
    ]);
    expect(entries[0]).toMatchObject({
      fullUrl: 'urn:uuid:1',
      request: { method: 'PUT', url: 'X/1' },
      issues: [],
    });
  }
});

test('a bundle without entries has none', () => {
  expect(read('{"resourceType":"Bundle","type":"batch"}').entries).toEqual([]);
});

describe('what is wrong with an entry is told with its place', () => {
  test.each([
    ['no object', '7', 'Bundle.entry[1]'],
    ['an unknown method', '{"request":{"method":"FETCH","url":"Patient"}}', 'Bundle.entry[1].request.method'],
    ['no url', '{"request":{"method":"GET"}}', 'Bundle.entry[1].request.url'],
    ['an unknown member', '{"request":{"method":"GET","url":"Patient"},"extra":1}', 'Bundle.entry[1].extra'],
    ['a resource of no type', '{"resource":{"id":"1"}}', 'Bundle.entry[1].resource'],
    ['a resource of an unknown type', '{"resource":{"resourceType":"Ghost"}}', 'Bundle.entry[1].resource'],
    ['a resource that is none', '{"resource":[]}', 'Bundle.entry[1].resource'],
    ['an id that is none', '{"resource":{"resourceType":"Patient","id":"a b"}}', 'Bundle.entry[1].resource'],
  ])('%s', (_, entry, expression) => {
    const { entries } = read(bundle('{"request":{"method":"GET","url":"Patient"}}', entry));
    expect(entries[0]!.issues).toEqual([]);
    expect(entries[1]!.issues.flatMap((issue) => issue.expression)).toContain(expression);
  });
});

test.each([
  ['no JSON', '{"resourceType":"Bundle"'],
  ['another resource', '{"resourceType":"Patient"}'],
  ['no type', '{"resourceType":"Bundle"}'],
  ['an unknown type', '{"resourceType":"Bundle","type":"heap"}'],
  ['entries that are no array', '{"resourceType":"Bundle","type":"batch","entry":{}}'],
  ['a key twice, deep inside', bundle('{"resource":{"resourceType":"Patient","active":true,"active":true}}')],
])('%s is refused', (_, text) => {
  expect(readBundle(Buffer.from(text)).ok).toBe(false);
});
