import type { Database } from '@wellspring/database';
import type { GenerationWatch } from '../directory/generation.js';
import type { Rows } from './rows.js';

/** The tables of IAM as those who read and change them see them. */
export interface IamStore {
  readonly read: Rows;
  /**
   * Changes something, all or nothing. One change after the other, over all processes: what `work` reads stays so
   * until it is done. It must not wait for anything but its own statements.
   */
  change<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
}

/** @param generation told of every change when it is committed, so that this process goes by it at once */
export function createIamStore(database: Database, generation: GenerationWatch): IamStore {
  return {
    read: (text, values) => database.query(text, values),
    async change(work) {
      try {
        return await database.transaction(async (client) => {
          await client.query('UPDATE wellspring.iam_generation SET number = number + 1');
          return work(async <T>(text: string, values: readonly unknown[] = []) => {
            const { rows } = await client.query(text, values as unknown[]);
            return rows as T[];
          });
        });
      } finally {
        // Also where it failed: a COMMIT whose answer was lost may have been carried out.
        generation.changed();
      }
    },
  };
}
