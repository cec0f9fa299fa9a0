import type { Database } from '@wellspring/database';

/** Keeps up with how often users, groups, roles, policies and keys were changed, by whatever process. */
export interface GenerationWatch {
  /** At most a second old, and never older than the last {@link changed}. */
  current(): Promise<bigint>;
  /** This process has changed something. */
  changed(): void;
}

/** How long what was read is believed: with the time that reading takes, a change shows within a second. */
const BELIEVED_MS = 900;

/** Reads `iam_generation` (migration 0001), once a second at most while nobody changes anything here. */
export function watchGeneration(database: Pick<Database, 'prepared'>): GenerationWatch {
  let known: bigint | undefined;
  let believedUntil = -Infinity;
  let changes = 0;
  let asking: Promise<bigint> | undefined;

  const ask = async (): Promise<bigint> => {
    const before = changes;
    const began = performance.now();
    const [row] = await database.prepared<{ number: bigint }>(
      'SELECT number FROM wellspring.iam_generation',
      [],
    );
    if (before === changes) {
      known = row!.number;
      believedUntil = began + BELIEVED_MS;
    }
    return row!.number;
  };

  return {
    current() {
      if (known !== undefined && performance.now() < believedUntil) return Promise.resolve(known);
      if (asking !== undefined) return asking;
      const own = ask().finally(() => {
        if (asking === own) asking = undefined;
      });
      asking = own;
      return own;
    },
    changed() {
      changes++;
      believedUntil = -Infinity;
      // Whoever asks from now on is not told what was read before.
      asking = undefined;
    },
  };
}
