import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuiteRun } from './suite-run.js';

/** A file a run, so that two that were recorded at the same time do not meet. */
const historyFolder = fileURLToPath(new URL('../../history/', import.meta.url));

/** Writes a run into `bench/history`; returns the file's name. */
export function recordRun(run: SuiteRun): string {
  mkdirSync(historyFolder, { recursive: true });
  const name = `${run.date.slice(0, 16).replace(':', '')}-${run.commit.replace('+', '')}.json`;
  writeFileSync(join(historyFolder, name), `${JSON.stringify(run, undefined, 2)}\n`);
  return `bench/history/${name}`;
}

/** All runs that were recorded, the oldest first. */
export function recordedRuns(): readonly SuiteRun[] {
  if (!existsSync(historyFolder)) return [];
  return readdirSync(historyFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(historyFolder, name), 'utf8')) as SuiteRun)
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}
