/** An Observation, as far as its order goes. */
export interface Dated {
  readonly id: string;
  readonly time: number;
}

/** The latest Observations of each group of equivalent codes, while Observations come in any order. */
export interface LatestByCode {
  /** @param keys what the Observation's code is known by; never empty */
  add(observation: Dated, keys: readonly string[]): void;
  /** How many are kept. */
  size(): number;
  /** Those of all groups, latest first. */
  latest(): readonly Dated[];
}

/**
 * Keeps of each group the latest `max`, and those that are as late as the last of these ("In case of a tie [...] both
 * will be returned"). Where a code that comes late makes two groups one, the latest of both are among those that were
 * kept of each, so nothing has to be looked at again.
 */
export function createLatestByCode(max: number): LatestByCode {
  /** The key that a key was joined to: a forest whose roots are groups. */
  const joined = new Map<string, string>();
  const groups = new Map<string, Dated[]>();
  let size = 0;

  function rootOf(key: string): string {
    let root = key;
    for (let next = joined.get(root); next !== undefined && next !== root; next = joined.get(root))
      root = next;
    // The way gets short for the next time.
    for (let at = key; at !== root;) {
      const next = joined.get(at) ?? root;
      joined.set(at, root);
      at = next;
    }
    joined.set(root, root);
    return root;
  }

  function groupOf(keys: readonly string[]): Dated[] {
    const [root = '', ...others] = [...new Set(keys.map(rootOf))];
    const group = groups.get(root) ?? [];
    groups.set(root, group);
    for (const other of others) {
      joined.set(other, root);
      const moved = groups.get(other) ?? [];
      groups.delete(other);
      size -= moved.length;
      for (const each of moved) keep(group, each);
    }
    return group;
  }

  function keep(group: Dated[], dated: Dated): void {
    const last = group[max - 1];
    if (last !== undefined && dated.time < last.time) return;
    group.splice(placeIn(group, dated.time), 0, dated);
    size++;
    const least = group[max - 1];
    while (least !== undefined && group.at(-1)!.time < least.time) {
      group.pop();
      size--;
    }
  }

  return {
    add: (observation, keys) => {
      keep(groupOf(keys), observation);
    },
    size: () => size,
    latest: () => [...groups.values()].flat().sort(compareDated),
  };
}

/** After all that are as late: what is equal keeps the order in which it came, and lists of ties grow at their end. */
function placeIn(group: readonly Dated[], time: number): number {
  let [low, high] = [0, group.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (group[middle]!.time >= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareDated(left: Dated, right: Dated): number {
  if (left.time !== right.time) return left.time > right.time ? -1 : 1;
  return left.id < right.id ? -1 : Number(left.id > right.id);
}
