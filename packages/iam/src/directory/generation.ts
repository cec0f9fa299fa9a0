import { watchState, type Database, type WatchedState } from '@wellspring/database';

/** Keeps up with how often users, groups, roles, policies and keys were changed, by whatever process. */
export type GenerationWatch = WatchedState<bigint>;

/** Reads `iam_generation` (migration 0001), once a second at most while nobody changes anything here. */
export function watchGeneration(database: Pick<Database, 'prepared'>): GenerationWatch {
  return watchState(async () => {
    const [row] = await database.prepared<{ number: bigint }>(
      'SELECT number FROM wellspring.iam_generation',
      [],
    );
    return row!.number;
  });
}
