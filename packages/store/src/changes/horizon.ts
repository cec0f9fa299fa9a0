import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@wellspring/database';
import { latestVersion } from '../clock/latest-version.js';
import type { Distribution } from '../distribution/distribution.js';
import { moveFence, writerGate, writersOf } from './fence.js';

/**
 * How far the changes of a data store are settled: whatever will ever be there with a version id up to the
 * horizon is there, to be seen by every query that begins now. It only moves forward.
 */
export interface Horizon {
  /** Undefined until it was found for the first time. */
  readonly settled: () => bigint | undefined;
  /**
   * Tries to move on to all that is committed at this moment.
   *
   * @returns the latest version id that is committed; the horizon is there where nothing older is still
   *   being written, else at a later call
   */
  readonly advance: () => Promise<bigint>;
}

/**
 * Milliseconds between two moves of the fence. Each refuses the writes that are under way with an older
 * version id and have not come to their row yet; after this time there is hardly one.
 */
const PAUSE = 100;

/** A place of the fence, and who may still write behind it. */
interface Pending {
  readonly fence: bigint;
  readonly writers: ReadonlySet<string>;
}

/**
 * In two steps: the fence moves to the latest version id there is, so that nobody *begins* to write behind
 * it; then whoever was writing at that time is waited for. So it is right for any number of nodes, whatever
 * their clocks say, and a node that was killed is out of the list as soon as PostgreSQL has ended its session.
 * Not by transaction ids: they are given out at a transaction's first write, so one that began early and
 * then waited for another would stand before it (docs/adr/0012-change-feed.md).
 */
export function createHorizon(database: Database, schema: string, distribution?: Distribution): Horizon {
  const gate = writerGate(distribution);
  let settled: bigint | undefined;
  let pending: Pending | undefined;
  let moved = Number.NEGATIVE_INFINITY;

  const settle = async ({ fence, writers }: Pending): Promise<void> => {
    if (writers.size > 0) {
      const still = await writersOf(database, schema, gate);
      if ([...writers].some((writer) => still.has(writer))) return;
    }
    settled = fence;
    pending = undefined;
  };

  return {
    settled: () => settled,
    async advance() {
      if (pending !== undefined) await settle(pending);
      const latest = (await latestVersion(database, schema, distribution)) ?? 0n;
      if (pending !== undefined || (settled !== undefined && latest <= settled)) return latest;
      const early = moved + PAUSE - performance.now();
      if (early > 0) await sleep(early);
      moved = performance.now();
      await moveFence(database, schema, latest);
      pending = { fence: latest, writers: await writersOf(database, schema, gate) };
      await settle(pending);
      return latest;
    },
  };
}
