import type { Database } from '@wellspring/database';
import type { ProgramHealth } from './front/operator-pages.js';
import { version } from './version.js';

/** The program can serve while its database answers. */
export function healthOf(database: Database, figures: () => string): ProgramHealth {
  return {
    version,
    figures,
    async problem() {
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
