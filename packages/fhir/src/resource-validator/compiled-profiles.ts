/** What was compiled lately, for all data stores of a process. */
export interface CompiledProfiles {
  /** What is kept under a name, else what `compile` makes; what fails is made again the next time. */
  of<Profile>(name: string, compile: () => Promise<Profile>): Promise<Profile>;
}

/** US Core has 60, and each takes some hundred KB. */
const KEPT = 300;

/** Room for compiled profiles: the ones used last are kept. */
export function createCompiledProfiles(limit = KEPT): CompiledProfiles {
  const kept = new Map<string, Promise<unknown>>();
  return {
    of<Profile>(name: string, compile: () => Promise<Profile>): Promise<Profile> {
      const before = kept.get(name) as Promise<Profile> | undefined;
      if (before !== undefined) {
        // The one used last stands at the end.
        kept.delete(name);
        kept.set(name, before);
        return before;
      }
      const made = compile();
      kept.set(name, made);
      made.catch(() => {
        if (kept.get(name) === made) kept.delete(name);
      });
      for (const oldest of kept.keys()) {
        if (kept.size <= limit) break;
        kept.delete(oldest);
      }
      return made;
    },
  };
}
