import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { overloadSettings } from './overload-settings.js';
import { runSoak } from './run-soak.js';
import { judge } from './soak-verdict.js';

const MIB = 1024 * 1024;
const common = { folder: tmpdir(), bundles: 3, jobRestMs: 3_000, imports: false };
/** In so short a time the heap still grows to its size: what would be seen is a runaway. */
const demands = { warmUp: 0, slack: 200 * MIB, peakMemory: 700 * MIB, answeredMs: 15_000 };

it('mixed load leaves memory bounded, no error, and every acknowledged write', async () => {
  const run = await runSoak({
    ...common,
    seconds: 7,
    clients: 12,
    manners: 'patient',
    seed: 1,
    environment: {},
  });
  expect(judge(run, { ...demands, manners: 'patient' }).faults).toEqual([]);
  expect(run.checked).toBeGreaterThan(20);
  expect(run.jobs.done).toBeGreaterThan(0);
}, 90_000);

it('ten times more than is taken on ends in refusals; afterwards all is as before', async () => {
  const { environment, connections } = overloadSettings;
  const run = await runSoak({
    ...common,
    seconds: 4,
    clients: 10 * connections,
    manners: 'pressing',
    seed: 2,
    environment,
    jobRestMs: 60_000,
  });
  expect(judge(run, { ...demands, manners: 'pressing' }).faults).toEqual([]);
  expect(run.tally.total('answered')).toBeGreaterThan(100);
}, 90_000);
