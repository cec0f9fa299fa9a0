import { describe, expect, it } from 'vitest';
import { logKey, logName } from './import-output.js';

describe('logName', () => {
  it.each([
    ['in', 'in/a.ndjson', 'a.ndjson'],
    ['in/', 'in/sub/a.ndjson', 'sub/a.ndjson'],
    ['', 'a.ndjson', 'a.ndjson'],
    ['in/a.ndjson', 'in/a.ndjson', 'a.ndjson'],
    ['in', 'in/a.ndjson.gz', 'a.ndjson.gz.ndjson'],
    ['in', 'in/A.NDJSON', 'A.NDJSON'],
  ])('below %j the log of %s is %s', (input, key, name) => {
    expect(logName({ bucket: 'bucket', key: input }, key)).toBe(name);
  });
});

describe('logKey', () => {
  const folder = 'logs/SUCCESS/';

  it('is the name below the folder', () => {
    expect(logKey(folder, 'sub/a.ndjson')).toBe('logs/SUCCESS/sub/a.ndjson');
  });

  it('stays within the 1024 bytes of a key, and tells long names apart', () => {
    const long = (end: string): string => logKey(folder, `${'ä/'.repeat(336)}${end}.ndjson`);
    expect(Buffer.byteLength(long('a'))).toBeLessThanOrEqual(1024);
    expect(long('a')).toMatch(/^logs\/SUCCESS\/ä\/.*\.ndjson$/);
    expect(long('a')).not.toContain('\uFFFD');
    expect(long('a')).not.toBe(long('b'));
    const exact = 'x'.repeat(1024 - folder.length - 7);
    expect(logKey(folder, `${exact}.ndjson`)).toBe(`${folder}${exact}.ndjson`);
  });
});
