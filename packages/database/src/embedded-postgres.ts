import { resolve } from 'node:path';
import { WellspringError } from '@wellspring/errors';
import { findBinaries, type PostgresBinaries } from './embedded/binaries.js';
import {
  clusterFolder,
  clusterOwner,
  makeFolder,
  prepareCluster,
  type ClusterFolder,
} from './embedded/cluster.js';
import { lockFolder } from './embedded/folder-lock.js';
import { logLevel, type LogLevel } from './embedded/log-level.js';
import { launchAs, type Launch } from './embedded/launch.js';
import { stopOrphan } from './embedded/orphan.js';
import { supervise } from './embedded/supervise.js';
import { unprivilegedUser, userByUid } from './embedded/system-user.js';

/** How the embedded PostgreSQL is started. */
export interface EmbeddedPostgresOptions {
  /** Its own folder, made if missing; it holds the cluster, the password and the lock. */
  readonly folder: string;
  /**
   * Gets every line the server writes, and a line for what happens to it. No PHI is in them. `warn` is for
   * what whoever runs the program has to see, a full disk for example.
   */
  readonly log?: (line: string, level: LogLevel) => void;
  /** Settings of postgresql.conf over the default ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The TCP port on 127.0.0.1; default: any that is free. */
  readonly port?: number;
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** `postgresql://wellspring:...@127.0.0.1:port/wellspring`; it stays the same for the whole life. */
  readonly url: string;
  /** For maintenance, and for tests that make databases; the program itself has no need of it. */
  readonly superuserUrl: string;
  /** The server's process at the moment; undefined while it is being started again. */
  readonly pid: number | undefined;
  /** Ends all sessions and the server, within 10 s as a rule, 16 s at most. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that came with `npm install`, on a folder of its own, as a child of this
 * process. Root is not allowed to run it, so there it runs as an unprivileged user. It recovers from
 * whatever killed the last process, is started again should it die, and is stopped when this process
 * exits.
 *
 * @throws WellspringError `data-folder-in-use`, `data-folder-unusable`, `embedded-database-failed`
 * @example
 * const postgres = await startEmbeddedPostgres({ folder: 'data/postgres', log: console.error });
 * const database = connect({ url: postgres.url, max: 10 });
 * ...
 * await postgres.stop();
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = (line: string): void => options.log?.(line, logLevel(line));
  const place = clusterFolder(resolve(options.folder));
  const root = process.getuid?.() === 0;
  await makeFolder(place.folder, root);
  const lock = await lockFolder(place.folder);
  try {
    const binaries = await findBinaries();
    await stopOrphan(place.cluster, log);
    const how = root ? await launchForRoot(place, binaries) : await launchForOwner(place);
    const password = await prepareCluster(place, binaries, how, options.settings?.['fsync'] !== 'off');
    return await supervise(place, binaries, how, password, lock, { ...options, log });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** As root: as the user who owns the cluster already, else as an unprivileged one. */
async function launchForRoot(place: ClusterFolder, binaries: PostgresBinaries): Promise<Launch> {
  const owner = await clusterOwner(place);
  const user = owner === undefined || owner === 0 ? await unprivilegedUser() : await userByUid(owner);
  if (user === undefined)
    throw new WellspringError(
      'data-folder-unusable',
      `The embedded PostgreSQL cannot run as root, and there is no user to run it on ${place.folder} ` +
        'instead; start as another user than root, or set DATABASE_URL',
    );
  return launchAs(user, binaries.initdb, place.folder);
}

async function launchForOwner(place: ClusterFolder): Promise<Launch> {
  const owner = await clusterOwner(place);
  if (owner !== undefined && process.getuid !== undefined && owner !== process.getuid())
    throw new WellspringError(
      'data-folder-unusable',
      `${place.cluster} belongs to another user (uid ${owner}); start as that user or as root, ` +
        'or set WELLSPRING_DATA to another folder',
    );
  return { kind: 'plain' };
}
