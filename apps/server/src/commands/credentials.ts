import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSettings } from '../configuration/read-settings.js';
import { selfSignedFiles } from '../transport/self-signed.js';
import { rootCredential } from '../root-credential.js';
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
      const { cert: certificate } = selfSignedFiles(resolve(settings.WELLSPRING_DATA));
      const { accessKeyId, secretAccessKey } = await rootCredential(
        settings,
        resolve(settings.WELLSPRING_DATA),
      );
      const variables = {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: settings.WELLSPRING_REGION,
        AWS_ENDPOINT_URL: endpointOf(settings),
        // Clients take a certificate that nobody vouches for where it is named to them.
        ...(settings.WELLSPRING_TLS_SELF_SIGNED && {
          AWS_CA_BUNDLE: certificate,
          NODE_EXTRA_CA_CERTS: certificate,
        }),
      };
      const shell = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      process.stdout.write(options.json ? `${JSON.stringify(variables)}\n` : `export ${shell.join(' ')}\n`);
    });
}
