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
    .addHelpText('after', '\nExample:\n  $ WELLSPRING_PORT=9090 npx wellspring serve')
    .action(async () => {
      // Listening for the signal comes first: one sent while the program starts must stop it, too.
      const told = untilSignal();
      const running = await startProgram(readSettings(process.env));
      process.stdout.write(`wellspring ready at ${running.endpoint}\n${nextStep()}`);
      await told;
      await running.stop();
    });
}
