import { expect, test } from 'vitest';
import { replaceMeta } from './replace-meta.js';

const head = '{"resourceType":"Observation","id":"o","meta":';

test.each([
  ['{}', { tag: [{ code: 'a' }] }, '{"tag":[{"code":"a"}]}'],
  [
    '{"versionId":"3","tag":[{"code":"x"}],"extension":[{"url":"u","valueDecimal":1.10}]}',
    { tag: [{ code: 'é' }] },
    '{"versionId":"3","extension":[{"url":"u","valueDecimal":1.10}],"tag":[{"code":"é"}]}',
  ],
  ['{"tag":[{"code":"x"}],"source":"s"}', { tag: undefined }, '{"source":"s"}'],
  ['{"t\\u0061g":[{"code":"x"}]}', { tag: undefined }, '{}'],
])('%s', (meta, members, expected) => {
  const rest = ',"valueQuantity":{"value":5.400},"note":[{"text":"meta"}]}';
  expect(replaceMeta(Buffer.from(head + meta + rest), members).toString()).toBe(head + expected + rest);
});
