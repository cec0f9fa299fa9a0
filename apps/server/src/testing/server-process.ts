import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const runScript = fileURLToPath(new URL('../../../../scripts/run.mjs', import.meta.url));
/** How long the server may take to answer, or to stop, in milliseconds. */
const patience = 60_000;

/** A server of our own, started as a user starts it. */
export interface ServerProcess {
  readonly endpoint: string;
  readonly pid: number;
  /** The most resident memory the server's own process has had, in bytes; the database is not in it. */
  peakMemory(): number;
  /** Asks it to stop (SIGTERM) and waits; resolves with its exit code, null where it had to be killed. */
  stop(): Promise<number | null>;
  /** Kills it (SIGKILL), as the machine's failure would. */
  kill(): Promise<void>;
}

/** Starts the server on a free port over a data folder, with further settings where given. */
export async function startServer(
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [runScript, 'serve'], {
    env: {
      ...process.env,
      WELLSPRING_PORT: '0',
      WELLSPRING_LOG_LEVEL: 'warn',
      // A report in the background would be measured with what is.
      WELLSPRING_IMPORT_QUALITY: 'false',
      // As fast as it can be, and what tests store need not be whole: who wants more says so.
      WELLSPRING_VALIDATION_LEVEL: 'structure-only',
      ...environment,
      WELLSPRING_DATA: dataFolder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endpoint = await readyLine(child);
  return {
    endpoint,
    pid: child.pid!,
    peakMemory: () => peakMemoryOf(child.pid!),
    async stop() {
      const ended = exitOf(child);
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      try {
        return await ended;
      } finally {
        clearTimeout(timer);
      }
    },
    async kill() {
      const ended = exitOf(child);
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function readyLine(child: ChildProcess): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  try {
    for await (const line of createInterface({ input: child.stdout! })) {
      const match = /^wellspring ready at (\S+)$/.exec(line);
      if (match) {
        child.stdout!.resume();
        return match[1]!;
      }
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error('the server ended before it was ready');
}

function peakMemoryOf(pid: number): number {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  return line ? Number(line[1]) * 1024 : Number.NaN;
}
