import { join } from 'node:path';
import { connect, runningPostgresUrl } from '@wellspring/database';
import { processorTime, serverProcesses } from './search/processor-time.js';
import { forgetPeakMemory, residentMemory } from './server-memory.js';

/** What a server and its embedded database used for a piece of work. */
export interface Used {
  /** Seconds of processor time. */
  readonly server: number;
  readonly database: number;
  /** The most resident memory that the server's own processes had, in bytes; the database is not in it. */
  readonly peakMemory: number;
  /** The same before the work began, and not at its peak. */
  readonly memoryBefore: number;
  /** Bytes by which the database grew on disk. */
  readonly disk: number;
  /** Bytes of write-ahead log. */
  readonly log: number;
}

/** Measures a server of ours from outside: /proc and what the database counts. */
export interface ServerMeter {
  /** Does the work; `used` is undefined on a system without /proc. */
  during<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly used: Used | undefined }>;
  close(): Promise<void>;
}

interface Size {
  readonly disk: bigint;
  readonly log: bigint;
}

/** @throws Error where no embedded database runs in the data folder */
export async function serverMeter(serverPid: number, dataFolder: string): Promise<ServerMeter> {
  const url = await runningPostgresUrl(join(dataFolder, 'postgres'));
  if (url === undefined) throw new Error(`no embedded database runs in ${dataFolder}`);
  const database = connect({ url, max: 1, applicationName: 'bench' });
  const size = async (): Promise<Size> => {
    const [row] = await database.query<Size>(
      `SELECT pg_database_size(current_database()) AS disk, (pg_current_wal_lsn() - '0/0')::bigint AS log`,
    );
    return row!;
  };
  const used = (): ReturnType<typeof processorTime> => processorTime(serverPid, dataFolder);
  return {
    async during(work) {
      const pids = serverProcesses(serverPid, dataFolder);
      const sizeBefore = await size();
      forgetPeakMemory(pids);
      const memoryBefore = residentMemory(pids, 'now');
      const before = used();
      const result = await work();
      const after = used();
      const peakMemory = residentMemory(serverProcesses(serverPid, dataFolder), 'peak');
      const sizeAfter = await size();
      if (!before || !after) return { result, used: undefined };
      return {
        result,
        used: {
          server: after.server - before.server,
          database: after.database - before.database,
          peakMemory,
          memoryBefore,
          disk: Number(sizeAfter.disk - sizeBefore.disk),
          log: Number(sizeAfter.log - sizeBefore.log),
        },
      };
    },
    close: () => database.close(),
  };
}
