import type { Database } from '@wellspring/database';
import type { ProgramHealth } from './front/operator-pages.js';
import { version } from './version.js';

/**
 * The program can serve while its database answers.
 *
 * @param isReady whether all its processes serve
 * @param figures what /metrics shows
 */
export function healthOf(database: Database, isReady: () => boolean, figures: () => string): ProgramHealth {
  return {
    version,
    figures,
    async problem() {
      if (!isReady()) return 'not all processes serve yet';
      try {
        await database.query('SELECT 1');
        return undefined;
      } catch {
        // Why is in the log of whatever needed it; whoever asks here is not signed in.
        return 'the database does not answer';
      }
    },
  };
}
