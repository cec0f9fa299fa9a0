import { expect, test } from 'vitest';
import { entryPlaces } from './entry-places.js';

/** The text of each resource, and of its members by name, cut out where they are said to be. */
function cut(text: string) {
  return entryPlaces(text).map((place) => {
    if (place === undefined) return undefined;
    const resource = text.slice(place.start, place.end);
    const members: [string, string][] = [];
    for (let at = 0; at < place.places.length; at += 3) {
      const [key, colon, end] = place.places.slice(at, at + 3);
      members.push([resource.slice(key, colon), resource.slice(colon! + 1, end)]);
    }
    return { resource, members };
  });
}

test('resources and their members are found among whatever else an entry has', () => {
  const first = '{"resourceType":"Patient","name":[{"family":"a\\"]}{"}],"active":true}';
  const second = '{"a":1.50,"b":{"resource":{}},"c":[[],{}]}';
  const text = `{"resourceType":"Bundle","link":[{"url":"entry"}],"entry":[{"fullUrl":"x","resource":${first}},{"resource":${second},"request":{"url":"a,b"}}],"type":"batch"}`;
  expect(cut(text)).toEqual([
    {
      resource: first,
      members: [
        ['"resourceType"', '"Patient"'],
        ['"name"', '[{"family":"a\\"]}{"}]'],
        ['"active"', 'true'],
      ],
    },
    {
      resource: second,
      members: [
        ['"a"', '1.50'],
        ['"b"', '{"resource":{}}'],
        ['"c"', '[[],{}]'],
      ],
    },
  ]);
});

test.each([
  ['no entries', '{"resourceType":"Bundle"}', []],
  ['an empty object', '{}', []],
  ['an empty list', '{"entry":[]}', []],
  ['entries that are no list', '{"entry":{"resource":{}}}', []],
  ['no object among the entries', '{"entry":[7,"{",[{"resource":{}}],null]}', new Array(4).fill(undefined)],
  ['an entry of nothing', '{"entry":[{}]}', [undefined]],
  ['a resource that is none', '{"entry":[{"resource":[{}]},{"resource":null}]}', [undefined, undefined]],
  ['a resource of nothing', '{"entry":[{"resource":{}}]}', [{ resource: '{}', members: [] }]],
  ['keys in escapes', '{"\\u0065ntry":[{"resourc\\u0065":{}}]}', [{ resource: '{}', members: [] }]],
])('%s', (_, text, expected) => {
  expect(cut(text)).toEqual(expected);
});
