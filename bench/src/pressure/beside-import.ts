import { setTimeout as sleep } from 'node:timers/promises';
import type { RestFigures } from '../rest/load-figures.js';
import type { MissingRow, SuiteRow } from '../suite/suite-run.js';
import type { ImportBeside } from './import-beside.js';
import { readClients, type Readers } from './readers.js';
import { rowOfTurns, turnsOf } from './turns.js';

export const besideImport = 'read beside an import';
const importBesideReads = 'bulk import beside reads';

/** How often it is asked whether the import has begun to write, in milliseconds, and how often at most. */
const pollMs = 50;
const mostPolls = 2_400;

/**
 * What of the data is imported beside reads, in resources: more than an import gets in that time, so that it is under way
 * in all of it, and not so much more that what is left of it takes long.
 */
export function resourcesBeside(seconds: number): number {
  return Math.min(150_000, Math.max(4_000, Math.ceil(seconds * 3_000)));
}

/** Reads by id while an import is under way; and what the import got in that time. */
export async function readsBesideImport(
  job: ImportBeside,
  readers: Readers,
  seconds: number,
  warmUp: number,
): Promise<readonly (SuiteRow | MissingRow)[]> {
  await hasBegun(job);
  await readers.read(warmUp);
  const parts = turnsOf(seconds);
  const turns: RestFigures[] = [];
  const started = performance.now();
  const before = await job.look();
  let imported = 0;
  let busy = 0;
  while (before !== undefined && turns.length < parts.turns) {
    const turn = await readers.read(parts.seconds);
    const scanned = await job.look();
    // What was read while it ended was not read beside it.
    if (scanned === undefined) break;
    turns.push(turn);
    imported = scanned - before;
    busy = (performance.now() - started) / 1_000;
  }
  if (turns.length === 0) return [{ name: besideImport, missing: 'the import was over before the reads' }];
  return [
    rowOfTurns(besideImport, turns, readClients),
    {
      name: importBesideReads,
      unit: 'resources',
      units: imported,
      perSecond: imported / busy,
      attempts: imported,
      errors: 0,
    },
  ];
}

async function hasBegun(job: ImportBeside): Promise<void> {
  for (let poll = 0; poll < mostPolls; poll += 1) {
    if ((await job.look()) !== 0) return;
    await sleep(pollMs);
  }
  throw new Error('the import beside reads did not begin');
}
