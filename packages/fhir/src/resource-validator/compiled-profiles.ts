import { canonicalParts, type ConformanceSource } from '../conformance/conformance-source.js';
import {
  createProfileCompilation,
  type ProfileCompilation,
  type ProfileOutcome,
} from '../profiles/compile-profile.js';

/** A profile, ready to be checked or not, and the type that it constrains. */
export type KnownProfile = ProfileOutcome & { readonly type: string };

/** What was compiled lately, for all data stores of a process. */
export interface CompiledProfiles {
  /**
   * The profile of a canonical URL; undefined where there is none. A definition of the specification itself has
   * nothing to be checked: its outcome is without a profile and without issues.
   *
   * @param state names the source and what it holds at this moment
   */
  find(state: string, url: string, source: ConformanceSource): Promise<KnownProfile | undefined>;
}

/** Profiles of one state of a source; what they lead to is shared. */
interface Shelf {
  readonly compilation: ProfileCompilation;
  readonly profiles: Map<string, Promise<KnownProfile | undefined>>;
}

/** US Core has 60 profiles, and with what they lead to they take some 20 MB. */
const KEPT_SHELVES = 16;
const KEPT_PROFILES = 500;

/** Room for compiled profiles: those of the states that were used last are kept. */
export function createCompiledProfiles(shelvesKept = KEPT_SHELVES): CompiledProfiles {
  const shelves = new Map<string, Shelf>();

  const shelfOf = (state: string, source: ConformanceSource): Shelf => {
    const before = shelves.get(state);
    // The one used last stands at the end; one that has grown too large is begun anew.
    shelves.delete(state);
    const shelf =
      before !== undefined && before.profiles.size < KEPT_PROFILES
        ? before
        : { compilation: createProfileCompilation(source), profiles: new Map<string, never>() };
    shelves.set(state, shelf);
    for (const oldest of shelves.keys()) {
      if (shelves.size <= shelvesKept) break;
      shelves.delete(oldest);
    }
    return shelf;
  };

  return {
    find(state, url, source) {
      const { compilation, profiles } = shelfOf(state, source);
      const before = profiles.get(url);
      if (before !== undefined) return before;
      const found = compiled(compilation, url, source);
      profiles.set(url, found);
      found.catch(() => profiles.delete(url));
      return found;
    },
  };
}

async function compiled(
  compilation: ProfileCompilation,
  url: string,
  source: ConformanceSource,
): Promise<KnownProfile | undefined> {
  const definition = await source.find('StructureDefinition', canonicalParts(url));
  if (definition === undefined) return undefined;
  const type = typeof definition['type'] === 'string' ? definition['type'] : '';
  if (definition['derivation'] !== 'constraint') return { ok: false, type, issues: [] };
  return { ...(await compilation.compile(definition)), type };
}
