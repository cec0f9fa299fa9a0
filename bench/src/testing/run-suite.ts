import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SuiteRow, SuiteRun } from '../suite/suite-run.js';

const runScript = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));

/** What a run of `npm run bench` printed and wrote. */
export interface SuiteUnderTest {
  readonly text: string;
  readonly run: SuiteRun;
  /** The rows that were measured, by name. */
  readonly rows: ReadonlyMap<string, SuiteRow>;
}

/** Runs it as short as it can be, with bundles that are made up. */
export async function runSuite(folder: string, ...options: readonly string[]): Promise<SuiteUnderTest> {
  const json = join(folder, 'run.json');
  const short = ['--seconds', '0.2', '--warm-up', '0.1', '--clients', '8', '--bundles', join(folder, 'none')];
  const all = ['--bench', 'suite', ...short, '--folder', folder, '--json', json, ...options];
  const { stdout } = await promisify(execFile)(process.execPath, [runScript, ...all]).catch(
    (error: unknown) => {
      // It ends with 1 where a request failed, and has written what became of it all the same.
      if (existsSync(json)) return error as { readonly stdout: string };
      throw error;
    },
  );
  const run = JSON.parse(readFileSync(json, 'utf8')) as SuiteRun;
  const rows = [...run.sizes.flatMap(({ rows }) => rows), ...run.others];
  return {
    text: stdout,
    run,
    rows: new Map(rows.flatMap((row) => ('missing' in row ? [] : [[row.name, row]]))),
  };
}
