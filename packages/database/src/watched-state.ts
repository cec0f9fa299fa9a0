/** A state of the database that is asked for with every request, and seldom another. */
export interface WatchedState<T> {
  /** At most a second old, and never older than the last {@link changed}. */
  current(): Promise<T>;
  /** This process has changed it. */
  changed(): void;
}

/** How long what was read is believed: with the time that reading takes, a change shows within a second. */
const BELIEVED_MS = 900;

/**
 * Reads a state once a second at most while nobody changes it here; whoever asks at the same time shares one
 * reading. It is not run by a timer: what nobody asks for is not read.
 *
 * @param read on connections of a pool of its own, so that a unit of work that holds one may ask, too
 * @example
 * const generation = watchState(async () => (await database.prepared('SELECT ...', []))[0].number);
 * if ((await generation.current()) !== built) rebuild();
 */
export function watchState<T>(read: () => Promise<T>): WatchedState<T> {
  let known: { readonly state: T } | undefined;
  let believedUntil = -Infinity;
  let changes = 0;
  let reading: Promise<T> | undefined;

  const ask = async (): Promise<T> => {
    const before = changes;
    const began = performance.now();
    const state = await read();
    if (before === changes) {
      known = { state };
      believedUntil = began + BELIEVED_MS;
    }
    return state;
  };
  return {
    current() {
      if (known !== undefined && performance.now() < believedUntil) return Promise.resolve(known.state);
      if (reading !== undefined) return reading;
      const own = ask().finally(() => {
        if (reading === own) reading = undefined;
      });
      reading = own;
      return own;
    },
    changed() {
      changes++;
      believedUntil = -Infinity;
      // Whoever asks from now on is not told what was read before.
      reading = undefined;
    },
  };
}
