import { expect, it } from 'vitest';
import { normaliseWords } from './normalise-words.js';

it.each([
  ['Synthea.Version: v2.4.0-100', 'synthea version v2 4 0 100'],
  ["Éric O'Brien, M.D.", 'eric obrien m d'],
  ['a/b\\c_d|e', 'a b c d e'],
  ['  ***  ', ''],
])('%j has the words %j', (text, words) => {
  expect(normaliseWords(text)).toBe(words);
});
