import { describe, expect, test } from 'vitest';
import { replaceStrings } from './replace-strings.js';

const link = 'urn:uuid:5e4d2f0a-0000-4000-8000-000000000001';
const one = [{ link, by: 'Patient/p', count: 1 }];

test('replaces strings wherever they stand, each by its own', () => {
  const strings = [
    { link, by: 'Patient/p', count: 2 },
    { link: 'Patient/old', by: 'Patient/é"', count: 1 },
  ];
  const json = `{"a":{"b":"${link}"},"c":["${link}","Patient/old","urn:uuid","x${link}","${link}/x"],"d":"a\\n\\"Patient/old\\""}`;
  // As bytes: the text has one character for each.
  expect(replaceStrings(json, strings)).toBe(
    `{"a":{"b":"Patient/p"},"c":["Patient/p","Patient/\u00c3\u00a9\\"","urn:uuid","x${link}","${link}/x"],"d":"a\\n\\"Patient/old\\""}`,
  );
});

describe('cannot tell', () => {
  test.each<[string, string, Parameters<typeof replaceStrings>[1]]>([
    ['of parts of strings', `{"a":"${link}"}`, undefined],
    ['where another string is the same', `{"a":"${link}","display":"${link}"}`, one],
    ['where there are fewer', `{"a":"${link}"}`, [{ ...one[0]!, count: 2 }]],
    ['where one is a name', `{"${link}":1}`, one],
    ['where a link may be escaped', `{"a":"urn\\u003auuid:1","display":"${link}"}`, one],
    [
      'where a slash is escaped',
      `{"a":"Patient\\/1","b":"Patient/1"}`,
      [{ link: 'Patient/1', by: 'x', count: 1 }],
    ],
    ['of what is found between strings', `{"a":"b"}`, [{ link: ':', by: 'x', count: 1 }]],
    ['of what is written with escapes', `{"a":"x\\"y"}`, [{ link: 'x"y', by: 'x', count: 1 }]],
    ['of what is not ASCII', `{"a":"\u00c3\u00a9"}`, [{ link: 'é', by: 'x', count: 1 }]],
  ])('%s', (_, json, strings) => {
    expect(replaceStrings(json, strings)).toBeUndefined();
  });
});
