import type { Hash64 } from '../hash/sip-hash.js';

/** Takes rows of `token` or `reference`; `system` is 0 where there is none. */
export type HashSink = (hash: Hash64, system: number) => void;

/**
 * Lets each row through once: two codings of one system, or a code given twice, make the same row, and its
 * table's key allows it once.
 */
export function distinctHashes(sink: HashSink): HashSink {
  const hashes: Hash64[] = [];
  const systems: number[] = [];
  // A resource has some twenty of them: comparing costs less than making keys for a set.
  let many: Set<string> | undefined;
  return (hash, system) => {
    if (many === undefined) {
      for (let i = 0; i < hashes.length; i++)
        if (hashes[i]!.lo === hash.lo && hashes[i]!.hi === hash.hi && systems[i] === system) return;
      hashes.push(hash);
      systems.push(system);
      if (hashes.length === 64) many = new Set(hashes.map((each, i) => rowKey(each, systems[i]!)));
    } else {
      const key = rowKey(hash, system);
      if (many.has(key)) return;
      many.add(key);
    }
    sink(hash, system);
  };
}

function rowKey(hash: Hash64, system: number): string {
  return `${hash.hi},${hash.lo},${system}`;
}
