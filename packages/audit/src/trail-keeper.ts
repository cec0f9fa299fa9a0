import type { Database } from '@wellspring/database';
import type { AuditTrouble } from './audit-trouble.js';
import { deliver, type DeliveryOptions } from './delivery/deliver.js';
import { removeExpired } from './retention/remove-expired.js';
import { createTrailKey } from './trail/trail-key.js';

/** What is done with the trail in the background. */
export interface TrailKeeper {
  start(): void;
  /** Resolves when nothing is done any more. */
  stop(): Promise<void>;
}

export interface TrailKeeperOptions {
  readonly database: Pick<Database, 'query' | 'transaction'>;
  readonly secret: Buffer;
  readonly retentionDays: number;
  /** Absent: nothing is delivered. */
  readonly delivery?: DeliveryOptions | undefined;
  readonly onTrouble: (trouble: AuditTrouble) => void;
}

const everyMs = 60_000;

/** Delivers the hours that are over, and removes what is older than the retention. */
export function createTrailKeeper(options: TrailKeeperOptions): TrailKeeper {
  const { database, retentionDays, delivery, onTrouble } = options;
  const key = createTrailKey(options.secret);
  let timer: NodeJS.Timeout | undefined;
  let busy: Promise<void> | undefined;
  const attempt = (what: string, work: () => Promise<unknown>): Promise<unknown> =>
    work().catch((error: unknown) => {
      onTrouble({ what, error });
    });
  const round = (): void => {
    busy ??= (async () => {
      if (delivery) await attempt('the audit trail cannot be delivered', () => deliver(delivery, Date.now()));
      await attempt('what is too old cannot be removed from the audit trail', () =>
        removeExpired(database, key, retentionDays, Date.now()),
      );
    })().finally(() => {
      busy = undefined;
    });
  };
  return {
    start() {
      timer ??= setInterval(round, everyMs);
      timer.unref();
      round();
    },
    async stop() {
      clearInterval(timer);
      await busy;
    },
  };
}
