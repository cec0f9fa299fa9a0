import { canonicalParts, type CanonicalReference } from '../conformance/conformance-source.js';
import type { CodeSystemProvider } from './code-system-provider.js';
import { grammarCodeSystem } from './grammar-code-system.js';
import { storedCodeSystem } from './stored-code-system.js';
import { findConformance, type TerminologySource } from './terminology-source.js';
import { unknownCodeSystem } from './unknown-code-system.js';

/** Finds code systems for one piece of work; each once. */
export interface CodeSystems {
  /** Never undefined: of one that is not here nothing is known (coverage `none`). */
  find(system: string, version?: string): Promise<CodeSystemProvider>;
}

/** Versions of code systems that a caller asks for, by system (https://hl7.org/fhir/R4/valueset-operation-expand.html). */
export interface VersionRules {
  /** Where the value set names none. */
  readonly fallback: ReadonlyMap<string, string>;
  /** Whatever the value set names. */
  readonly forced: ReadonlyMap<string, string>;
  /** An error where it is another. */
  readonly checked: ReadonlyMap<string, string>;
}

export const noVersionRules: VersionRules = { fallback: new Map(), forced: new Map(), checked: new Map() };

/** What was loaded from its publisher's files comes first, then resources, then grammars. */
export function createCodeSystems(source: TerminologySource): CodeSystems {
  const found = new Map<string, Promise<CodeSystemProvider>>();

  async function look(by: CanonicalReference): Promise<CodeSystemProvider> {
    const { url, version } = by;
    const loaded = await source.loadedCodeSystem?.(url, version);
    if (loaded !== undefined) return loaded;
    const tree = await findConformance(source, 'CodeSystem', by);
    // A supplement has displays of another system's codes.
    if (tree !== undefined && tree['content'] !== 'supplement') {
      const stored = storedCodeSystem(tree);
      if (stored.coverage !== 'none') return stored;
      return grammarCodeSystem(url) ?? stored;
    }
    return grammarCodeSystem(url) ?? unknownCodeSystem(url, version);
  }

  return {
    find(system, version) {
      const by = version === undefined ? canonicalParts(system) : { url: system, version };
      const key = JSON.stringify([by.url, by.version]);
      let provider = found.get(key);
      if (provider === undefined) {
        provider = look(by);
        found.set(key, provider);
      }
      return provider;
    },
  };
}
