import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { listAll, withAuthorization } from './authorization-request.js';

interface StoreOption {
  readonly store: string;
}

interface ClientOptions extends StoreOption {
  readonly name?: string;
  readonly redirectUri?: readonly string[];
  readonly scope?: string;
  readonly secret?: true;
  readonly jwks?: string;
  readonly jwksUri?: string;
}

/** `wellspring clients`: the apps of the built-in authorization server. */
export function addClients(program: Command): void {
  const clients = program
    .command('clients')
    .description('apps of the built-in authorization server: add, list, remove');
  clients
    .command('add')
    .description('register an app, or a backend service (without --redirect-uri)')
    .argument('<client-id>')
    .requiredOption('--store <name|id>', 'the data store')
    .option('--name <name>', 'what people are shown')
    .option('--redirect-uri <uri...>', 'where people go back to')
    .option('--scope <scopes>', 'the most that it may be given, with spaces between')
    .option('--secret', 'the app keeps a secret; it is made up and shown once')
    .option('--jwks <file>', 'its public keys, with which it proves to be itself')
    .option('--jwks-uri <uri>', 'where its public keys are')
    .addHelpText(
      'after',
      `
Examples:
  $ npx wellspring clients add growth --store first --name "Growth chart" --redirect-uri https://growth.example.org/callback
  $ npx wellspring clients add registry --store first --jwks keys.json --scope "system/Observation.rs system/Patient.rs"`,
    )
    .action(async (clientId: string, options: ClientOptions) => {
      const { store, name, scope, redirectUri, jwks, jwksUri } = options;
      const keys = jwks === undefined ? undefined : (JSON.parse(await readFile(jwks, 'utf8')) as unknown);
      const method =
        jwks !== undefined || jwksUri !== undefined
          ? 'private_key_jwt'
          : options.secret
            ? 'client_secret_basic'
            : 'none';
      await withAuthorization(store, async (ask) => {
        const { client_secret } = await ask('POST', 'clients', {
          client_id: clientId,
          token_endpoint_auth_method: method,
          ...(name !== undefined && { client_name: name }),
          ...(scope !== undefined && { scope }),
          ...(redirectUri && { redirect_uris: redirectUri }),
          ...(keys !== undefined && { jwks: keys }),
          ...(jwksUri !== undefined && { jwks_uri: jwksUri }),
        });
        process.stdout.write(
          typeof client_secret === 'string'
            ? `added ${clientId}\nsecret: ${client_secret}\n(it is not shown again)\n`
            : `added ${clientId}\n`,
        );
      });
    });
  clients
    .command('list')
    .description('list them')
    .requiredOption('--store <name|id>', 'the data store')
    .action(async ({ store }: StoreOption) => {
      await withAuthorization(store, async (ask) => {
        const found = await listAll(ask, 'clients');
        for (const { client_id, client_name, token_endpoint_auth_method, scope } of found)
          process.stdout.write(
            `${String(client_id).padEnd(24)} ${String(token_endpoint_auth_method).padEnd(20)} ${String(client_name)}  ${String(scope)}\n`,
          );
        if (found.length === 0) process.stdout.write('no clients\n');
      });
    });
  clients
    .command('remove')
    .description('remove an app; its tokens give nothing from then on')
    .argument('<client-id>')
    .requiredOption('--store <name|id>', 'the data store')
    .action(async (clientId: string, { store }: StoreOption) => {
      await withAuthorization(store, async (ask) => {
        await ask('DELETE', `clients/${encodeURIComponent(clientId)}`);
        process.stdout.write(`removed ${clientId}\n`);
      });
    });
}
