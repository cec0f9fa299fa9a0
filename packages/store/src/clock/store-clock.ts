import type { Database } from '@wellspring/database';
import type { Distribution } from '../distribution/distribution.js';
import { latestVersion } from './latest-version.js';
import { firstVidAt, type VersionClock } from './version-clock.js';

/** Gives the clock once it is safe to give out version ids for a data store. */
export type StoreClock = () => Promise<VersionClock>;

/**
 * Whoever had this node's number before may have written ids that lie ahead of this clock: this very
 * program before the system's clock was set back, or another machine whose clock is ahead. An id given
 * out twice would be one resource too few in every page, so the clock first passes the latest of them.
 * It is looked for once for each number, among the ids after now only: as a rule there are none.
 */
export function createStoreClock(
  database: Pick<Database, 'query'>,
  schema: string,
  clock: VersionClock,
  distribution?: Distribution,
): StoreClock {
  let passed: { readonly node: number; readonly done: Promise<void> } | undefined;
  const pass = async (node: number): Promise<void> => {
    const latest = await latestVersion(database, schema, distribution, {
      text: ' WHERE vid > $1::bigint AND vid & 1023 = $2::bigint',
      // A second back: the clock may believe the finer monotonic time, which lags a little.
      values: [firstVidAt((Date.now() - 1000) * 1000), node],
    });
    if (latest !== undefined) clock.startAfter(latest);
  };
  return async () => {
    const { node } = clock;
    if (passed?.node !== node) {
      const done = pass(node);
      passed = { node, done };
      done.catch(() => {
        passed = undefined;
      });
    }
    await passed.done;
    return clock;
  };
}
