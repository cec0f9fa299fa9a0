import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { WellspringError } from '@wellspring/errors';
import pg from 'pg';
import { sqlState } from '../connection-failure.js';
import { launch, type Launch } from './launch.js';

/** What the one process of the server needs to be started, and started again. */
export interface PostgresCommand {
  readonly how: Launch;
  readonly postgres: string;
  readonly cluster: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly superuserUrl: string;
  readonly log: (line: string) => void;
}

/** A PostgreSQL that answered a query. */
export interface PostgresProcess {
  readonly pid: number;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Recovery after a crash may have 4 GB of log to replay. */
const startTimeoutMs = 10 * 60_000;

/** Starts the server and waits until it answers; where it does not, it is stopped again. */
export async function startPostgres(command: PostgresCommand, signal: AbortSignal): Promise<PostgresProcess> {
  const args = ['-D', command.cluster, '-p', String(command.port)];
  for (const [name, value] of Object.entries(command.settings)) args.push('-c', `${name}=${value}`);
  const child = launch(command.how, command.postgres, args);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
    child.once('error', (error) => {
      command.log(error.message);
      resolve();
    });
  });
  const lastLines = followOutput(child, command.log);

  const stop = async (): Promise<void> => stopChild(child, ended);
  try {
    await untilAnswering(command, child, signal, lastLines);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid!, ended, stop };
}

async function untilAnswering(
  { superuserUrl }: PostgresCommand,
  child: ChildProcess,
  signal: AbortSignal,
  lastLines: readonly string[],
): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await answers(superuserUrl))) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      throw failed(`did not start: ${lastLines.join(' / ') || 'it said nothing'}`);
    if (signal.aborted) throw failed('was told to stop while it started');
    if (Date.now() > deadline) throw failed('did not answer in 10 minutes');
    await sleep(25);
  }
}

function failed(what: string): WellspringError {
  return new WellspringError('embedded-database-failed', `The embedded PostgreSQL ${what}`);
}

/** Hands every line on, and keeps the last few for the error message. */
function followOutput(child: ChildProcess, log: (line: string) => void): readonly string[] {
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      if (last.length > 5) last.shift();
      log(line);
    });
  }
  return last;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (error) {
    // 28P01 invalid_password, 28000 no such user: waiting does not help.
    if (sqlState(error)?.startsWith('28') === true)
      throw new WellspringError(
        'data-folder-unusable',
        'The password file in the data folder is not that of the database in it',
        { cause: error },
      );
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast shutdown: sessions are ended, a checkpoint is written. Then harder, since we must end. */
async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 3_000],
  ] as const) {
    child.kill(signal);
    const patience = new AbortController();
    const late = sleep(patienceMs, false, { signal: patience.signal, ref: true }).catch(() => false);
    const done = await Promise.race([ended.then(() => true), late]);
    patience.abort();
    if (done) return;
  }
}

/** A TCP port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
