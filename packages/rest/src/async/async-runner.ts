import { setTimeout as sleep } from 'node:timers/promises';
import type { DataStoreRegistry } from '@wellspring/store';
import { arnMaker } from '../authorization/arn-maker.js';
import { createCapabilityStatement } from '../capability/capability-statement.js';
import { exchangeMaker } from '../exchange-maker.js';
import { performer } from '../interactions/perform.js';
import type { RestOptions } from '../rest-options.js';
import type { BackgroundCall } from './background-call.js';
import { LEASE_SECONDS, runTransaction } from './run-transaction.js';

/** Carries out the transactions that were sent with `Prefer: respond-async`. */
export interface AsyncRunner {
  /** Begins to look for them, those of an earlier run among them. */
  start(): void;
  /** There is a new one: it need not be waited for. */
  wake(): void;
  /** Takes no more, and waits for the one under way, 5 s at most; another process goes on with it. */
  stop(): Promise<void>;
}

export interface AsyncRunnerOptions extends Omit<RestOptions, 'registry' | 'async'> {
  readonly registry: Pick<DataStoreRegistry, 'list' | 'open'>;
  /** How long answers are kept: 90 days. */
  readonly keptDays: number;
  /** Writes what was carried out into the audit trail. */
  readonly carriedOut?: (call: BackgroundCall) => Promise<void>;
  readonly log: { error(details: object, message: string): void };
}

/** How often it is looked for those that other processes took on, and did not finish. */
const POLL_MS = 5_000;
const FORGET_MS = 3_600_000;
const STOP_MS = 5_000;

/**
 * Makes the runner, one for a process; several processes share the work.
 *
 * @example
 * const runner = createAsyncRunner({ registry, version, maxBodyBytes, keptDays: 90, log });
 * runner.start();
 * ...
 * await runner.stop();
 */
export function createAsyncRunner(options: AsyncRunnerOptions): AsyncRunner {
  const { registry, version, keptDays, log, carriedOut = () => Promise.resolve() } = options;
  const dataStoreArn = arnMaker(options);
  const make = exchangeMaker(options);
  const perform = performer(createCapabilityStatement(version, new Date()));
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let forgotten = -Infinity;
  let pause = new AbortController();

  const failed = (error: unknown): void => {
    log.error({ err: error }, 'a transaction in the background failed');
  };
  const work = { make, perform, dataStoreArn, carriedOut, failed };
  const isStopping = (): boolean => stopping.signal.aborted;

  const inStore = async (id: string, forget: boolean): Promise<void> => {
    for (;;) {
      const store = isStopping() ? undefined : await registry.open(id);
      const claimed = await store?.asyncTransactions.claim(LEASE_SECONDS);
      if (store === undefined || claimed === undefined) {
        if (forget) await store?.asyncTransactions.forgetExpired(keptDays);
        return;
      }
      await runTransaction(work, store, claimed, stopping.signal);
    }
  };
  const round = async (): Promise<void> => {
    const forget = performance.now() - forgotten > FORGET_MS;
    if (forget) forgotten = performance.now();
    let after: string | undefined;
    do {
      const { records, next } = await registry.list(
        { status: 'ACTIVE' },
        { limit: 100, ...(after !== undefined && { after }) },
      );
      for (const { id } of records) await inStore(id, forget).catch(failed);
      after = next;
    } while (after !== undefined && !isStopping());
  };
  const run = async (): Promise<void> => {
    while (!isStopping()) {
      pause = new AbortController();
      await round().catch(failed);
      await sleep(POLL_MS, undefined, { signal: pause.signal }).catch(() => undefined);
    }
  };
  return {
    start() {
      running ??= run();
    },
    wake() {
      pause.abort();
    },
    async stop() {
      stopping.abort();
      pause.abort();
      await Promise.race([running, sleep(STOP_MS, undefined, { ref: false })]);
    },
  };
}
