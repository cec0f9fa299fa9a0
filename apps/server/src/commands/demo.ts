import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readSettings } from '../configuration/read-settings.js';
import type { Settings } from '../configuration/schema.js';
import { createDemoReport } from '../demo/demo-report.js';
import { runDemo } from '../demo/run-demo.js';
import { startProgram } from '../program.js';
import { rootCredential } from '../root-credential.js';
import { connectTo, disconnect } from './connection.js';
import { untilSignal } from './until-signal.js';

/** `wellspring demo`: the main job on made-up patients, shown step by step. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('show the main job on made-up patients, then serve')
    .option('--check', 'use a folder and port of its own, exit at the end, with 1 if any count is wrong')
    .addHelpText('after', '\nExample:\n  $ npx wellspring demo --check')
    .action(async (options: { readonly check?: true }) => {
      if (options.check) await check();
      else await show();
    });
}

async function show(): Promise<void> {
  const told = untilSignal();
  const settings = readSettings({ WELLSPRING_LOG_LEVEL: 'warn', ...process.env });
  const running = await startProgram(settings);
  try {
    const { storeId, wrong } = await demonstrate(running.endpoint, settings);
    for (const problem of wrong) process.stdout.write(`WRONG  ${problem}\n`);
    process.stdout.write(`wellspring ready at ${running.endpoint}
The demo's patients are at ${running.endpoint}/datastore/${storeId}/r4/Patient (signed requests only).
In another terminal, in this folder:
  eval "$(npx wellspring credentials)"
  curl --aws-sigv4 aws:amz:${settings.WELLSPRING_REGION}:healthlake --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\
    "$AWS_ENDPOINT_URL/datastore/${storeId}/r4/Patient?_count=3"
Ctrl-C stops the server.
`);
    await told;
  } finally {
    await running.stop();
  }
}

async function check(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wellspring-demo-'));
  try {
    const settings = readSettings({
      WELLSPRING_LOG_LEVEL: 'warn',
      ...process.env,
      WELLSPRING_DATA: folder,
      WELLSPRING_PORT: '0',
    });
    const running = await startProgram(settings);
    try {
      const { wrong } = await demonstrate(running.endpoint, settings);
      for (const problem of wrong) process.stdout.write(`WRONG  ${problem}\n`);
      process.stdout.write(
        wrong.length === 0 ? 'all counts are right\n' : `${String(wrong.length)} counts are wrong\n`,
      );
      if (wrong.length > 0) process.exitCode = 1;
    } finally {
      await running.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function demonstrate(
  endpoint: string,
  settings: Settings,
): Promise<{ readonly storeId: string; readonly wrong: readonly string[] }> {
  const report = createDemoReport((line) => process.stdout.write(line));
  const connection = connectTo(endpoint, settings, await rootCredential(settings, settings.WELLSPRING_DATA));
  try {
    const { storeId } = await runDemo(connection, report);
    return { storeId, wrong: report.wrong };
  } finally {
    disconnect(connection);
  }
}
