import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WellspringError } from '@wellspring/errors';
import type { PostgresBinaries } from './binaries.js';
import { isErrno } from './errno.js';
import { finish, launch, type Launch } from './launch.js';

/** The superuser of the embedded server; the program itself works as a user with fewer rights. */
export const superuser = 'postgres';

/**
 * A folder of the embedded server:
 *
 *     cluster/    the PostgreSQL data directory; it exists only when it is whole
 *     making-*    one that is being made, or was when the process died
 *     password    of the database users, 0600
 *     lock-*      see folder-lock.ts
 */
export interface ClusterFolder {
  readonly folder: string;
  readonly cluster: string;
  readonly passwordFile: string;
}

export function clusterFolder(folder: string): ClusterFolder {
  return { folder, cluster: join(folder, 'cluster'), passwordFile: join(folder, 'password') };
}

/** Who owns the cluster; undefined where there is none yet. */
export async function clusterOwner({ cluster }: ClusterFolder): Promise<number | undefined> {
  try {
    return (await stat(cluster)).uid;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Makes the cluster where there is none, and refuses one that this PostgreSQL cannot read. It is made
 * under another name and moved when it is whole, so a half-made one never held data and is made anew.
 *
 * @param durable whether a new cluster survives a power cut; tests do not need that
 * @returns the password of the database users
 */
export async function prepareCluster(
  place: ClusterFolder,
  binaries: PostgresBinaries,
  how: Launch,
  durable: boolean,
): Promise<string> {
  for (const name of await readdir(place.folder))
    if (name.startsWith('making-')) await rm(join(place.folder, name), { recursive: true, force: true });

  const version = await versionOf(place);
  if (version === undefined) return makeCluster(place, binaries, how, durable);
  if (version !== String(binaries.majorVersion))
    throw new WellspringError(
      'data-folder-unusable',
      `${place.cluster} was written by PostgreSQL ${version}, and this program brings PostgreSQL ` +
        `${binaries.majorVersion}: start the version of the program that wrote it and export the data, ` +
        'or move it with pg_upgrade',
    );
  return readPassword(place);
}

async function versionOf({ cluster }: ClusterFolder): Promise<string | undefined> {
  try {
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      if ((await readdir(cluster).catch(() => [])).length === 0) return undefined;
      throw new WellspringError(
        'data-folder-unusable',
        `${cluster} holds files, but is no PostgreSQL data directory (PG_VERSION is missing)`,
        { cause: error },
      );
    }
    throw new WellspringError('data-folder-unusable', `${cluster} cannot be read`, { cause: error });
  }
}

async function readPassword({ passwordFile }: ClusterFolder): Promise<string> {
  const password = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
    throw new WellspringError('data-folder-unusable', `${passwordFile} cannot be read`, { cause: error });
  });
  return password.trim();
}

async function makeCluster(
  place: ClusterFolder,
  binaries: PostgresBinaries,
  how: Launch,
  durable: boolean,
): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const making = join(place.folder, `making-${randomBytes(5).toString('hex')}`);
  await rm(place.passwordFile, { force: true });
  await writeFile(place.passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  await mkdir(making, { mode: 0o700 });
  if (how.kind !== 'plain') {
    // initdb reads the password as the other user; root can read it all the same.
    await giveTo(how.user, place.passwordFile);
    await giveTo(how.user, making);
  }
  await initialise(binaries, how, making, place.passwordFile, durable);
  // rename() replaces an empty directory; a cluster with anything in it was refused above.
  await rename(making, place.cluster);
  await syncFolder(place.folder);
  return password;
}

async function giveTo(user: { readonly uid: number; readonly gid: number }, path: string): Promise<void> {
  await chown(path, user.uid, user.gid).catch((error: unknown) => {
    throw new WellspringError(
      'data-folder-unusable',
      `${path} cannot be given to the user who runs PostgreSQL; start as another user than root, ` +
        'or set DATABASE_URL',
      { cause: error },
    );
  });
}

async function initialise(
  { initdb }: PostgresBinaries,
  how: Launch,
  making: string,
  passwordFile: string,
  durable: boolean,
): Promise<void> {
  const initialised = await finish(
    launch(how, initdb, [
      `--pgdata=${making}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Byte order: the same on every machine, and the fastest.
      '--locale=C',
      '--data-checksums',
      ...(durable ? [] : ['--no-sync']),
    ]),
    120_000,
  );
  if (initialised.status === 0) return;
  await rm(making, { recursive: true, force: true });
  throw new WellspringError('embedded-database-failed', `initdb failed: ${initialised.output}`);
}

/** Makes a rename survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the folder, passable for the user who runs PostgreSQL but not readable. */
export async function makeFolder(folder: string, passable: boolean): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, passable ? 0o711 : 0o700);
  } catch (error) {
    throw new WellspringError('data-folder-unusable', `${folder} cannot be made or is not ours to use`, {
      cause: error,
    });
  }
}
