import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { machineLine } from './machine-line.js';
import { overloadSettings } from './soak/overload-settings.js';
import { runSoak } from './soak/run-soak.js';
import { soakReport } from './soak/soak-report.js';
import { judge } from './soak/soak-verdict.js';

const MIB = 1024 * 1024;
/** From so many on it can be told whether memory is flat. */
const LONG_ENOUGH_SECONDS = 900;
const WARM_UP_SECONDS = 300;

/**
 * `npm run bench:soak`: reads, searches, creates, updates, deletes, history, `$everything`, transactions, and now and then
 * an export or an import, for half an hour. Ends with 1 where memory was not flat, a request failed, or an acknowledged
 * write is not there at the end.
 *
 * Options: `--minutes` (30), `--clients` (32), `--bundles <n>` of about 300 resources that are there from the beginning
 * (20), `--seed`, `--folder` where the data goes; `--peak <MiB>` of the server's process (500). `--overload` sends from
 * ten times as many connections as the server takes, which has small limits then: refusals with Retry-After are right,
 * and all the rest is demanded, too.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      clients: { type: 'string' },
      bundles: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string', default: tmpdir() },
      peak: { type: 'string', default: '500' },
      overload: { type: 'boolean', default: false },
    },
  });
  const number = (name: string, text: string): number => {
    const value = Number(text);
    if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not "${text}"`);
    return value;
  };
  const seconds = number('minutes', values.minutes) * 60;
  const { environment, connections } = overloadSettings;
  const manners = values.overload ? 'pressing' : 'patient';
  console.log(machineLine(values.folder));
  const run = await runSoak({
    folder: values.folder,
    seconds,
    clients: number('clients', values.clients ?? (values.overload ? String(connections * 10) : '32')),
    manners,
    bundles: number('bundles', values.bundles),
    seed: number('seed', values.seed),
    environment: values.overload ? environment : {},
    jobRestMs: Math.min(120_000, seconds * 300),
    imports: seconds >= 120,
    log: (line) => {
      console.log(line);
    },
  });
  const verdict = judge(run, {
    manners,
    // Code is compiled, and caches fill: that of versions, of 32 MiB, in some three minutes at 1,000 requests a second.
    warmUp: Math.min(WARM_UP_SECONDS, seconds / 3),
    // What fills in them cannot be told from what runs away until they are over.
    ...(seconds < LONG_ENOUGH_SECONDS && { slack: 200 * MIB }),
    peakMemory: number('peak', values.peak) * MIB,
    answeredMs: 5_000,
  });
  console.log(soakReport(run, verdict));
  process.exitCode = verdict.faults.length === 0 ? 0 : 1;
}

await main();
