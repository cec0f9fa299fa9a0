import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { listAll, withAuthorization } from './authorization-request.js';

interface StoreOption {
  readonly store: string;
}

interface AccountOptions extends StoreOption {
  readonly fhirUser?: string;
  readonly name?: string;
  readonly patients?: string;
  readonly passwordStdin?: true;
}

interface ChangeOptions extends AccountOptions {
  readonly disable?: true;
  readonly enable?: true;
}

/** `wellspring users`: who may log in at the built-in authorization server. */
export function addUsers(program: Command): void {
  const users = program
    .command('users')
    .description('people who log in at the built-in authorization server: add, list, set, remove');
  accountOptions(users.command('add').description('add a person; a password is made up unless one is given'))
    .argument('<username>', 'what they log in as')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx wellspring users add ines --store first --fhir-user Practitioner/5 --name "Dr Ines Maier"',
    )
    .action(async (username: string, options: AccountOptions) => {
      await withAuthorization(options.store, async (ask) => {
        const { password } = await ask('POST', 'users', { username, ...(await stated(options)) });
        process.stdout.write(
          typeof password === 'string'
            ? `added ${username}\npassword: ${password}\n(it is not shown again)\n`
            : `added ${username}\n`,
        );
      });
    });
  users
    .command('list')
    .description('list them')
    .requiredOption('--store <name|id>', 'the data store')
    .action(async ({ store }: StoreOption) => {
      await withAuthorization(store, async (ask) => {
        const found = await listAll(ask, 'users');
        for (const { username, fhirUser, name, disabled } of found)
          process.stdout.write(
            `${String(username).padEnd(20)} ${String(fhirUser).padEnd(28)} ${String(name)}${disabled === true ? '  (disabled)' : ''}\n`,
          );
        if (found.length === 0) process.stdout.write('no users\n');
      });
    });
  accountOptions(
    users.command('set').description('change a person; a new password ends all their logins and tokens'),
  )
    .argument('<username>')
    .option('--disable', 'they can log in no more, and their tokens give nothing')
    .option('--enable', 'they can log in again')
    .addHelpText('after', '\nExample:\n  $ npx wellspring users set ines --store first --disable')
    .action(async (username: string, options: ChangeOptions) => {
      await withAuthorization(options.store, async (ask) => {
        await ask('PATCH', `users/${encodeURIComponent(username)}`, {
          ...(await stated(options)),
          ...(options.disable && { disabled: true }),
          ...(options.enable && { disabled: false }),
        });
        process.stdout.write(`changed ${username}\n`);
      });
    });
  users
    .command('remove')
    .description('remove a person; their tokens give nothing from then on')
    .argument('<username>')
    .requiredOption('--store <name|id>', 'the data store')
    .action(async (username: string, { store }: StoreOption) => {
      await withAuthorization(store, async (ask) => {
        await ask('DELETE', `users/${encodeURIComponent(username)}`);
        process.stdout.write(`removed ${username}\n`);
      });
    });
}

function accountOptions(command: Command): Command {
  return command
    .requiredOption('--store <name|id>', 'the data store')
    .option('--fhir-user <reference>', 'the resource that they are: Practitioner/5, Patient/1')
    .option('--name <name>', 'what pages call them')
    .option(
      '--patients <ids>',
      'the patients whose records they may open, with commas between; "any" for all there are',
    )
    .option('--password-stdin', 'read the password from standard input');
}

async function stated({ fhirUser, name, patients, passwordStdin }: AccountOptions): Promise<object> {
  return {
    ...(fhirUser !== undefined && { fhirUser }),
    ...(name !== undefined && { name }),
    ...(patients !== undefined && {
      patients: patients === 'any' ? null : patients.split(',').filter((id) => id !== ''),
    }),
    ...(passwordStdin && { password: (await text(process.stdin)).replace(/\r?\n$/, '') }),
  };
}
