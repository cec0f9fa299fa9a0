import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signRequest } from '@wellspring/access';
import type { Target } from '../search/load-orders.js';
import type { Credentials } from '../program-commands.js';

/** Bulk exports and imports that run beside the load, time and again. */
export interface SoakJobs {
  readonly done: number;
  readonly faults: readonly string[];
  /** Begins no more, and waits for the one under way. */
  stop(): Promise<void>;
}

export interface SoakJobsOptions {
  readonly target: Omit<Target, 'concurrency'>;
  readonly storeId: string;
  readonly credentials: Credentials;
  /** A folder to import; absent: exports only. */
  readonly input: string | undefined;
  /** Milliseconds from the end of one to the next. */
  readonly restMs: number;
}

/** A job that takes longer is a fault, in milliseconds. */
const PATIENCE_MS = 600_000;
const runScript = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));

export function startSoakJobs(options: SoakJobsOptions): SoakJobs {
  const stopping = new AbortController();
  const faults: string[] = [];
  let done = 0;
  const run = async (): Promise<void> => {
    for (let number = 0; ; number += 1) {
      await sleep(options.restMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        if (options.input !== undefined && number % 2 === 1) await runImport(options, options.input);
        else await runExport(options.target);
        done += 1;
      } catch (error) {
        faults.push((error as Error).message);
      }
    }
  };
  const running = run();
  return {
    get done() {
      return done;
    },
    faults,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function runExport({ base, credentials, region }: Omit<Target, 'concurrency'>): Promise<void> {
  const get = (url: URL): Promise<Response> => {
    const headers = { accept: 'application/fhir+json', prefer: 'respond-async' };
    const identity = { credentials, region, service: 'healthlake' };
    return fetch(url, {
      headers: signRequest({ method: 'GET', url, headers, body: '' }, identity, Date.now()),
    });
  };
  const started = await get(new URL('$export?_type=Patient,Observation', base));
  const place = started.headers.get('content-location');
  if (started.status !== 202 || place === null)
    throw new Error(`an export was not begun: ${await started.text()}`);
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const status = await get(new URL(place));
    const text = await status.text();
    if (status.status === 200) return;
    if (status.status !== 202 && status.status !== 429 && status.status !== 503)
      throw new Error(`an export ended with ${status.status}: ${text}`);
    await sleep(Number(status.headers.get('retry-after') ?? 1) * 1_000);
  }
  throw new Error('an export did not end');
}

async function runImport({ target, storeId, credentials }: SoakJobsOptions, input: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [runScript, 'import', input, '--store', storeId, '--level', 'structure-only', '--json'],
    {
      env: { ...process.env, ...credentials, AWS_ENDPOINT_URL: target.endpoint },
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: PATIENCE_MS,
    },
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`an import ended with ${String(code)}`);
}
