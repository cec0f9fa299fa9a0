import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineOf } from './machine-line.js';
import { resourcesBeside } from './pressure/beside-import.js';
import { pressure } from './pressure/pressure-rows.js';
import { commitOf } from './suite/commit.js';
import { diskNeeded, requireRoom } from './suite/disk-room.js';
import { recordRun } from './suite/history.js';
import { otherMeasures } from './suite/other-measures.js';
import { otherServer } from './suite/other-server.js';
import { isKept, ownSize } from './suite/own-size.js';
import { suiteData } from './suite/suite-input.js';
import { readSuiteOptions, type SuiteOptions } from './suite/suite-options.js';
import { suiteReport } from './suite/suite-report.js';
import type { MissingRow, SuiteRow, SuiteRun, SuiteSize } from './suite/suite-run.js';

/**
 * `npm run bench`: the whole set, and one table of it. bench/README.md tells the options.
 */
async function main(options: SuiteOptions): Promise<void> {
  const { sizes, keep, against } = options;
  const commit = commitOf();
  const largest = Math.max(...sizes.map(({ resources }) => resources));
  mkdirSync(keep ?? options.folder, { recursive: true });
  const scratch = keep ?? mkdtempSync(join(options.folder, 'wellspring-bench-'));
  try {
    const beside = options.wants(pressure) ? resourcesBeside(options.seconds) : 0;
    const all = sizes.map((size) => (isKept(size, options) ? 0 : size.resources) + beside);
    if (options.wantsStore && against === undefined)
      requireRoom(scratch, diskNeeded(all, keep !== undefined));
    const data = await suiteData(options.data, largest, scratch);
    const machine = machineOf(scratch);
    const measured: SuiteSize[] = [];
    if (options.wantsStore)
      for (const size of sizes)
        measured.push(
          await (against === undefined ? ownSize : otherServer)(
            size,
            data,
            scratch,
            options,
            tell(size.label),
          ),
        );
    const others =
      against === undefined
        ? await otherMeasures(data.folder, amountsFor(options.seconds), options.wants, tell('any store'))
        : [];
    const run: SuiteRun = {
      date: new Date().toISOString().replace(/\.\d+/, ''),
      commit,
      ...(against !== undefined && { against }),
      machine,
      data: data.name,
      processes: options.processes,
      seconds: options.seconds,
      sizes: measured,
      others,
    };
    console.log(suiteReport(run));
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(run, undefined, 2)}\n`);
    if (options.record) console.log(`recorded in ${recordRun(run)}`);
    if (measured.some(isFaulty)) process.exitCode = 1;
  } finally {
    if (keep === undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

/** While it runs, one line a measure, apart from the table. */
function tell(label: string): (row: SuiteRow | MissingRow) => void {
  return (row) => {
    const figures =
      'missing' in row
        ? `not measured: ${row.missing}`
        : `${row.perSecond.toFixed(0)} ${row.unit}/s${row.errors > 0 ? `, ${row.errors} errors` : ''}`;
    console.error(`${label}, ${row.name}: ${figures}`);
  };
}

/** A short run does less of what has no clock of its own, too. */
function amountsFor(seconds: number): Parameters<typeof otherMeasures>[1] {
  return seconds < 3
    ? { validated: 1_000, accesses: 300, events: 2_000, passes: 1 }
    : { validated: 20_000, accesses: 3_000, events: 40_000, passes: 9 };
}

function isFaulty({ rows, remarks }: SuiteSize): boolean {
  return (
    remarks.some((remark) => remark.startsWith('!')) ||
    rows.some((row) => !('missing' in row) && row.errors > 0)
  );
}

try {
  await main(readSuiteOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 1;
}
