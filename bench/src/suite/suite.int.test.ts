import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@wellspring/synthetic';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedInput } from '../generated-input.js';
import { runSuite, type SuiteUnderTest } from '../testing/run-suite.js';

const patients = 15;
const resources = [...generate({ seed: 1, patients })].length;

describe('npm run bench', () => {
  let folder: string;
  let outcome: SuiteUnderTest;
  let wall: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'suite-'));
    const data = generatedInput(join(folder, 'data'), patients);
    const started = performance.now();
    outcome = await runSuite(folder, '--data', data, '--size', String(resources));
    wall = (performance.now() - started) / 1000;
  }, 600_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('measures everything, without an error', () => {
    const { rows, run } = outcome;
    expect([...rows.keys()].map((name) => name.replace(/[:,].*/, ''))).toEqual(
      expect.arrayContaining([
        'import',
        'export',
        'read by id',
        'search',
        '$everything of a patient',
        'create',
        'update',
        'CRUD mix',
        'delete',
        'transaction of a patient',
        'validation',
        'access',
        'audit',
      ]),
    );
    expect([...rows.keys()]).toEqual(
      expect.arrayContaining(['search: single token', 'search: patient + code', 'search: name prefix']),
    );
    for (const [name, { units, perSecond, errors, firstError, p50 = 0, p99 = 0 }] of rows) {
      expect([name, errors, firstError]).toEqual([name, 0, undefined]);
      // So short a time may pass between two batches of an import.
      if (name === 'bulk import beside reads') continue;
      expect([name, units > 0, perSecond > 0, p50 <= p99]).toEqual([name, true, true, true]);
    }
    expect(run.sizes[0]!.rows.filter((row) => 'missing' in row)).toEqual([]);
  });

  it('has measured reads by id beside those who ask for too much', () => {
    const { rows } = outcome;
    expect([...rows.keys()].filter((name) => name.includes(' beside '))).toEqual([
      'read beside nothing',
      'read beside slow searches',
      'slow search beside reads',
      'read beside an import',
      'bulk import beside reads',
    ]);
    expect(rows.get('read beside nothing')!.clients).toBe(8);
    expect(rows.get('slow search beside reads')!.clients).toBe(20);
  });

  it('has counted what it sent: the store holds what was acknowledged, and exports what was imported', () => {
    const { rows, run } = outcome;
    expect(rows.get('import')!.units).toBe(resources);
    expect(rows.get('export')!.units).toBe(resources);
    expect(run.sizes[0]!.resources).toBe(resources);
    const [, after, before, created, deleted] =
      /^counted afterwards: (\d+) resources \((\d+) before, (\d+) created, (\d+) deleted\)$/
        .exec(run.sizes[0]!.remarks[0]!)!
        .map(Number);
    expect([before, after]).toEqual([resources, before! + created! - deleted!]);
    const ofRow = (name: string): number => rows.get(name)!.units;
    // The mix and what warms up make some more.
    expect(created).toBeGreaterThanOrEqual(ofRow('create') + ofRow('transaction of a patient'));
    expect(deleted).toBeGreaterThanOrEqual(ofRow('delete'));
  });

  it('has figures that can be', () => {
    const { rows } = outcome;
    const inserted = rows.get('import')!;
    expect(inserted.disk! / resources).toBeGreaterThan(500);
    expect(inserted.disk! / resources).toBeLessThan(50_000);
    expect(inserted.log! / resources).toBeGreaterThan(500);
    const used = [...rows.values()].map(
      ({ serverSeconds = 0, databaseSeconds = 0, generatorSeconds = 0 }) =>
        serverSeconds + databaseSeconds + generatorSeconds,
    );
    const all = used.reduce((sum, seconds) => sum + seconds, 0);
    expect(all).toBeGreaterThan(0.5);
    expect(all).toBeLessThan(wall * cpus().length);
    for (const { peakMemory } of rows.values())
      if (peakMemory !== undefined) {
        expect(peakMemory).toBeGreaterThan(50e6);
        expect(peakMemory).toBeLessThan(1e9);
      }
  });

  it('prints one table, and leaves nothing behind', () => {
    const { text, rows } = outcome;
    for (const name of rows.keys())
      expect(text.split('\n').filter((line) => line.startsWith(name))).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['data', 'run.json']);
  });
});
