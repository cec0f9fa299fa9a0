import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countLines, inputFiles } from './input-files.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-input-'));
  mkdirSync(join(folder, 'one', 'deep'), { recursive: true });
  mkdirSync(join(folder, 'two'));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'one', 'Patient.ndjson'), '{}\n{}\n{}\n');
  writeFileSync(join(folder, 'one', 'deep', 'more.ndjson.gz'), gzipSync('{}\n{}'));
  writeFileSync(join(folder, 'one', 'readme.txt'), 'no');
  writeFileSync(join(folder, 'two', 'Patient.ndjson'), '');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('inputFiles', () => {
  it('finds what can be imported, to any depth', async () => {
    const files = await inputFiles([join(folder, 'one')]);
    expect(files.map(({ key, size }) => [key, size > 0])).toEqual([
      ['Patient.ndjson', true],
      ['deep/more.ndjson.gz', true],
    ]);
  });

  it('keeps files of one name from two folders apart', async () => {
    const files = await inputFiles([join(folder, 'one', 'Patient.ndjson'), join(folder, 'two')]);
    expect(new Set(files.map((file) => file.key)).size).toBe(2);
  });

  it('names a path that is missing or holds nothing', async () => {
    await expect(inputFiles([join(folder, 'nowhere')])).rejects.toThrow(/no file or folder .*nowhere/);
    await expect(inputFiles([join(folder, 'empty')])).rejects.toThrow(/empty holds no .ndjson/);
    await expect(inputFiles([join(folder, 'one', 'readme.txt')])).rejects.toThrow(/readme.txt/);
  });
});

describe('countLines', () => {
  it('counts lines as the import does, gzip or not', async () => {
    const [patient, more] = await inputFiles([join(folder, 'one')]);
    expect(await countLines(patient!)).toBe(3);
    expect(await countLines(more!)).toBe(2);
    const [none] = await inputFiles([join(folder, 'two')]);
    expect(await countLines(none!)).toBe(0);
  });
});
