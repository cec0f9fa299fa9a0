import { expect, test } from 'vitest';
import { madeUpCall } from '../testing/test-trail.js';
import { cloudTrailEvents } from './cloudtrail-event.js';

test('half of a character in what somebody sent becomes U+FFFD, and whole ones stay', () => {
  const [line = ''] = cloudTrailEvents(
    madeUpCall({}, { requestParameters: { name: 'a\ud800b', other: '😀 \\ud800' } }),
    { accountId: '000000000000', region: 'us-east-1', searchValues: false },
    0,
  );
  expect(line).not.toMatch(/(?<!\\)\\ud[89a-f]/);
  expect((JSON.parse(line) as { requestParameters: unknown }).requestParameters).toEqual({
    name: 'a\ufffdb',
    other: '😀 \\ud800',
  });
});
