import type { Command } from 'commander';
import { readSettings } from '../configuration/read-settings.js';
import { startProgram } from '../program.js';
import { nextStep } from './next-step.js';
import { untilSignal } from './until-signal.js';

/** `wellspring serve`: the server, until it is told to stop. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('run the server until Ctrl-C')
    .option('--tls-self-signed', 'speak HTTPS with a certificate of its own making, to try it out')
    .addHelpText('after', '\nExample:\n  $ WELLSPRING_PORT=9090 npx wellspring serve')
    .action(async (options: { readonly tlsSelfSigned?: true }) => {
      // Listening for the signal comes first: one sent while the program starts must stop it, too.
      const told = untilSignal();
      const running = await startProgram(
        readSettings({
          ...process.env,
          ...(options.tlsSelfSigned && { WELLSPRING_TLS_SELF_SIGNED: 'true' }),
        }),
      );
      process.stdout.write(
        `wellspring ready at ${running.endpoint}\n${nextStep(options.tlsSelfSigned === true)}`,
      );
      await told;
      await running.stop();
    });
}
