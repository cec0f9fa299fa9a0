import { WellspringError } from '@wellspring/errors';
import { Command, CommanderError } from 'commander';
import { addAudit } from './commands/audit.js';
import { addClients } from './commands/clients.js';
import { addCredentials } from './commands/credentials.js';
import { addDemo } from './commands/demo.js';
import { addExport } from './commands/export.js';
import { addImport } from './commands/import.js';
import { addPackages } from './commands/packages.js';
import { addQuality } from './commands/quality.js';
import { addServe } from './commands/serve.js';
import { addStores } from './commands/stores.js';
import { addTerminology } from './commands/terminology.js';
import { addUsers } from './commands/users.js';
import { version } from './version.js';

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
  for (const add of [
    addServe,
    addDemo,
    addCredentials,
    addStores,
    addImport,
    addExport,
    addQuality,
    addTerminology,
    addPackages,
    addAudit,
    addUsers,
    addClients,
  ])
    add(program);
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

function describe(error: unknown): string {
  if (error instanceof WellspringError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ECONNREFUSED')
    return 'the server does not answer; start it with: npm start';
  return error.message === '' ? error.name : error.message;
}
