import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportJobProperties } from '@aws-sdk/client-healthlake';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runScript = resolve(root, 'scripts', 'run.mjs');

/** Where Synthea's data stands beside a checkout, if it does. */
export const syntheaFolder = resolve(root, '../shared/data/synthea');

/** Where Synthea's transaction bundles stand, likewise. */
export const syntheaBundlesFolder = resolve(root, '../shared/data/synthea-bundles');

/** What `wellspring credentials --json` prints: the environment of an AWS SDK. */
export interface Credentials {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_DEFAULT_REGION: string;
}

/** The root credential of a data folder. */
export function credentialsOf(dataFolder: string): Credentials {
  const output = execFileSync(process.execPath, [runScript, 'credentials', '--json'], {
    env: { ...process.env, WELLSPRING_DATA: dataFolder },
    encoding: 'utf8',
  });
  return JSON.parse(output) as Credentials;
}

/** Uploads folders to the embedded object store and runs an import job over them, to its end. */
export function runImportCommand(
  inputs: readonly string[],
  storeId: string,
  endpoint: string,
  credentials: Credentials,
): ImportJobProperties {
  try {
    const output = execFileSync(
      process.execPath,
      [runScript, 'import', ...inputs, '--store', storeId, '--level', 'structure-only', '--json'],
      {
        env: { ...process.env, ...credentials, AWS_ENDPOINT_URL: endpoint },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    return JSON.parse(output) as ImportJobProperties;
  } catch (error) {
    // The command ends with 1 when a resource failed, and has printed the job all the same.
    const { stdout } = error as { readonly stdout?: string };
    if (stdout === undefined || stdout === '') throw error;
    return JSON.parse(stdout) as ImportJobProperties;
  }
}

/** How long a finished job took, in seconds, from its submission. */
export function jobSeconds({ SubmitTime, EndTime }: ImportJobProperties): number {
  return (new Date(EndTime!).getTime() - new Date(SubmitTime!).getTime()) / 1000;
}
