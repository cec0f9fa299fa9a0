/**
 * Lets one change of a thing at a time through: of a bucket its last step (look at what is there, then
 * rename or unlink; the long part of a write, its bytes, happens before and outside), of a multipart
 * upload its completion.
 */
export interface CommitLock {
  run<T>(name: string, change: () => Promise<T>): Promise<T>;
}

export function createCommitLock(): CommitLock {
  const last = new Map<string, Promise<unknown>>();
  return {
    async run(name, change) {
      const before = last.get(name) ?? Promise.resolve();
      const mine = before.then(change, change);
      last.set(name, mine);
      try {
        return await mine;
      } finally {
        if (last.get(name) === mine) last.delete(name);
      }
    },
  };
}
