/**
 * Which of the batches in flight may write. Two lines with the same type and id must be stored in
 * the order of the file, also where they stand in batches that are worked on at the same time: a
 * batch waits for every earlier one that shares an identity with it.
 */
export interface IdentityOrder {
  /** Announces the next batch, in the order of the file. */
  enter(): IdentityTurn;
}

/** The place of one batch. */
export interface IdentityTurn {
  /**
   * Says which identities the batch holds, as numbers: equal identities have equal numbers, and two
   * different ones that fall on one number only wait needlessly. Resolves when the batch may write.
   */
  ready(identities: Float64Array): Promise<void>;
  /** The batch is stored, or will never be. */
  leave(): void;
}

interface Entry {
  identities: ReadonlySet<number> | undefined;
  /** Earlier batches that have to leave first; undefined until they have all said what they hold. */
  waitingFor: Set<Entry> | undefined;
  start: (() => void) | undefined;
}

/** An order without any batch in flight. */
export function createIdentityOrder(): IdentityOrder {
  const entries: Entry[] = [];

  const advance = (): void => {
    for (const [index, entry] of entries.entries()) {
      if (entry.identities === undefined) return;
      entry.waitingFor ??= new Set(
        entries.slice(0, index).filter((earlier) => overlap(earlier.identities!, entry.identities!)),
      );
      if (entry.waitingFor.size === 0) {
        entry.start?.();
        entry.start = undefined;
      }
    }
  };

  return {
    enter() {
      const entry: Entry = { identities: undefined, waitingFor: undefined, start: undefined };
      entries.push(entry);
      return {
        ready(identities) {
          return new Promise((resolve) => {
            entry.identities = new Set(identities);
            entry.start = resolve;
            advance();
          });
        },
        leave() {
          const index = entries.indexOf(entry);
          if (index < 0) return;
          entries.splice(index, 1);
          for (const later of entries) later.waitingFor?.delete(entry);
          advance();
        },
      };
    },
  };
}

function overlap(left: ReadonlySet<number>, right: ReadonlySet<number>): boolean {
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  for (const identity of small) if (large.has(identity)) return true;
  return false;
}
