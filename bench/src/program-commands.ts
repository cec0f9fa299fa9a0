import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Authorization } from './rest/rest-orders.js';

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

/** How who has them signs. */
export function identityOf(credentials: Credentials): Extract<Authorization, { kind: 'signature' }> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION } = credentials;
  return {
    kind: 'signature',
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    region: AWS_DEFAULT_REGION,
  };
}
