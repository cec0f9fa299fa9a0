import { statfsSync } from 'node:fs';

/** What tables and indexes of a resource may take, its copy in the object store and that beside it, with room. */
const bytesPerResource = 5_000;
/** The log is recycled: `max_wal_size` is 4 GB, and is a little overrun under load. */
const mostLog = 6e9;
const logPerResource = 15_000;
/** A cluster without any data, programs' scratch files. */
const fixed = 300e6;

/** Bytes of disk that measuring stores of these sizes takes: of all, where they are kept, else of the largest. */
export function diskNeeded(resources: readonly number[], areKept: boolean): number {
  const each = resources.map((count) => count * bytesPerResource + Math.min(count * logPerResource, mostLog));
  return fixed + (areKept ? each.reduce((sum, bytes) => sum + bytes, 0) : Math.max(0, ...each));
}

/** @throws Error that says how much is missing where */
export function requireRoom(folder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < needed)
    throw new Error(
      `${folder} has ${(free / 1e9).toFixed(1)} GB free, and this takes ${(needed / 1e9).toFixed(1)} GB: name another folder with --folder, or a smaller --size`,
    );
}
