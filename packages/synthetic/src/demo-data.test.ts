import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demoFiles, demoFolder, demoOptions } from './demo-data.js';
import { manifest } from './manifest.js';

it('is checked in as the generator makes it', async () => {
  const made = demoFiles();
  expect((await readdir(demoFolder)).sort()).toEqual([...made.keys()].sort());
  for (const [name, text] of made)
    expect((await readFile(join(demoFolder, name), 'utf8')) === text, `${name}: run npm run data`).toBe(true);
});

it('is small, and counted right', () => {
  const made = demoFiles();
  const bytes = [...made.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  expect(bytes).toBeLessThan(2_000_000);
  const { total, byType } = manifest(demoOptions);
  expect(byType.get('Patient')).toBe(50);
  for (const [type, count] of byType)
    expect(made.get(`${type}.ndjson`)!.trimEnd().split('\n'), type).toHaveLength(count);
  expect([...byType.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
});
