import { resolve } from 'node:path';
import { loadRootCredential } from '@wellspring/access';
import type { Command } from 'commander';
import { readSettings } from '../configuration/read-settings.js';
import { endpointOf } from './connection.js';

/** `wellspring credentials`: what the AWS CLI and SDKs need, ready for `eval`. */
export function addCredentials(program: Command): void {
  program
    .command('credentials')
    .description('print the root credential and the endpoint as shell exports')
    .option('--json', 'as one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  $ eval "$(npx wellspring credentials)"\n  $ aws healthlake list-fhir-datastores',
    )
    .action(async (options: { readonly json?: true }) => {
      const settings = readSettings(process.env);
      const { accessKeyId, secretAccessKey } = await loadRootCredential(resolve(settings.WELLSPRING_DATA));
      const variables = {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: settings.WELLSPRING_REGION,
        AWS_ENDPOINT_URL: endpointOf(settings),
      };
      const shell = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      process.stdout.write(options.json ? `${JSON.stringify(variables)}\n` : `export ${shell.join(' ')}\n`);
    });
}
