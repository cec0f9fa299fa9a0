import { expect, it } from 'vitest';
import { givesWay, shareOf } from './import-share.js';

it.each([
  // share, embedded, platform: how much of its time, and whether it gives way
  [undefined, true, 'linux', 100, true],
  [undefined, false, 'linux', 50, true],
  [undefined, true, 'darwin', 50, true],
  [20, true, 'linux', 20, true],
  [100, false, 'darwin', 100, false],
] as const)('%s, embedded: %s, on %s', (importShare, embeddedDatabase, platform, share, way) => {
  expect(shareOf({ importShare, embeddedDatabase }, platform)).toBe(share);
  expect(givesWay({ importShare, embeddedDatabase })).toBe(way);
});
