/** What the server has acknowledged, and must have at the end. */
export interface Ledger {
  /** A resource is at this version, or at a later one where the last answer never came. */
  written(name: string, version: number): void;
  deleted(name: string): void;
  /** Acknowledged creates that carry the tag of the run less those deleted, also where they are not kept. */
  readonly tagged: number;
  /** What is to be read again: all that fits, each with the same chance. */
  readonly kept: ReadonlyMap<string, number | 'deleted'>;
  /** So many more, or fewer, carry the tag. */
  countTagged(change: number): void;
  /** Creates and deletes whose answer never came: they may have been done, or not. */
  unanswered: number;
}

/** @param most names that are kept */
export function createLedger(most: number, random: () => number = Math.random): Ledger {
  const kept = new Map<string, number | 'deleted'>();
  const names: string[] = [];
  let tagged = 0;
  let seen = 0;

  const keep = (name: string, state: number | 'deleted'): void => {
    if (kept.has(name)) {
      kept.set(name, state);
      return;
    }
    seen += 1;
    if (names.length < most) names.push(name);
    else {
      // Reservoir sampling: the n-th takes a place with the chance most / n.
      const place = Math.floor(random() * seen);
      if (place >= most) return;
      kept.delete(names[place]!);
      names[place] = name;
    }
    kept.set(name, state);
  };
  return {
    kept,
    unanswered: 0,
    get tagged() {
      return tagged;
    },
    countTagged(change) {
      tagged += change;
    },
    written: keep,
    deleted(name) {
      keep(name, 'deleted');
    },
  };
}
