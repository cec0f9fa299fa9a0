/** Bounds the bytes that are in flight. */
export interface ByteBudget {
  /** Resolves when so many more bytes fit; more than the whole budget goes when nothing else does. */
  take(bytes: number): Promise<void>;
  giveBack(bytes: number): void;
}

/** A budget of so many bytes, served in the order of asking. */
export function createByteBudget(limit: number): ByteBudget {
  let used = 0;
  const waiting: { readonly bytes: number; readonly resolve: () => void }[] = [];

  const admit = (): void => {
    for (;;) {
      const next = waiting[0];
      if (next === undefined || (used > 0 && used + next.bytes > limit)) return;
      waiting.shift();
      used += next.bytes;
      next.resolve();
    }
  };

  return {
    take(bytes) {
      return new Promise((resolve) => {
        waiting.push({ bytes, resolve });
        admit();
      });
    },
    giveBack(bytes) {
      used -= bytes;
      admit();
    },
  };
}
