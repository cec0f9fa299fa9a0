import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A user of the operating system. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: these users may run it instead, the first that exists. */
const candidates = ['postgres', 'wellspring'] as const;

/**
 * The unprivileged user that runs PostgreSQL where this process is root. Where none of the usual ones
 * exists, a system user `wellspring` is made; where that is not possible, `nobody` has to do.
 */
export async function unprivilegedUser(): Promise<SystemUser | undefined> {
  for (const name of candidates) {
    const user = await userByName(name);
    if (user !== undefined) return user;
  }
  await createSystemUser('wellspring');
  return (await userByName('wellspring')) ?? (await userByName('nobody'));
}

/** The user of this number, for a data folder that already belongs to somebody. */
export async function userByUid(uid: number): Promise<SystemUser | undefined> {
  return (await passwd()).find((user) => user.uid === uid);
}

async function userByName(name: string): Promise<SystemUser | undefined> {
  return (await passwd()).find((user) => user.name === name && user.uid !== 0);
}

async function passwd(): Promise<SystemUser[]> {
  // getent also knows users that come from a directory service; small images do not have it.
  const text = await run('getent', ['passwd'], { timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    () => readFile('/etc/passwd', 'utf8').catch(() => ''),
  );
  return parsePasswd(text);
}

/** Lines of `name:password:uid:gid:comment:home:shell`, see passwd(5). */
export function parsePasswd(text: string): SystemUser[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || !uid || !gid || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

async function createSystemUser(name: string): Promise<void> {
  // Two programs at most: useradd nearly everywhere, adduser on Alpine.
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]],
  ];
  for (const [command, args] of commands) {
    const done = await run(command, args, { timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    if (done) return;
  }
}
