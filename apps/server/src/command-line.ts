import { WellspringError } from '@wellspring/errors';
import { Command, CommanderError } from 'commander';
import { version } from './version.js';

/** Each command with where it is. Only the one that is asked for is loaded: the server is a second's worth of modules. */
const commands = {
  serve: async () => (await import('./commands/serve.js')).addServe,
  demo: async () => (await import('./commands/demo.js')).addDemo,
  credentials: async () => (await import('./commands/credentials.js')).addCredentials,
  stores: async () => (await import('./commands/stores.js')).addStores,
  import: async () => (await import('./commands/import.js')).addImport,
  export: async () => (await import('./commands/export.js')).addExport,
  quality: async () => (await import('./commands/quality.js')).addQuality,
  terminology: async () => (await import('./commands/terminology.js')).addTerminology,
  packages: async () => (await import('./commands/packages.js')).addPackages,
  audit: async () => (await import('./commands/audit.js')).addAudit,
  users: async () => (await import('./commands/users.js')).addUsers,
  clients: async () => (await import('./commands/clients.js')).addClients,
} satisfies Record<string, () => Promise<(program: Command) => void>>;

/**
 * The command line, `wellspring <command>`. Ends the process with 0, or with 1 and one line on
 * standard error that says what is wrong.
 *
 * @param args the arguments after the program's name
 */
export async function main(args: readonly string[]): Promise<void> {
  // The SDK says at every start which Node its later versions will want; ours is a matter of the lock file.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  // Whoever reads our output has had enough of it: `wellspring stores | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  const program = new Command('wellspring')
    .description('An open, self-hosted health data lake that speaks the Amazon HealthLake API.')
    .version(version)
    .exitOverride()
    // A command may have a --version of its own.
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: true });
  const [name = ''] = args;
  // Help, and a command that there is not, are about all of them.
  const asked = isCommand(name) ? [commands[name]] : Object.values(commands);
  for (const load of asked) (await load())(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    process.stderr.write(`wellspring: ${describe(error)}\n`);
    process.exitCode = 1;
  }
}

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

function describe(error: unknown): string {
  if (error instanceof WellspringError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ECONNREFUSED')
    return 'the server does not answer; start it with: npm start';
  return error.message === '' ? error.name : error.message;
}
