import type { JsonObject } from '../json/json-value.js';
import { readCodeSystem } from '../terminology/code-system.js';
import type { TerminologySource } from '../terminology/terminology-source.js';
import { ucumSystem } from '../ucum/canonical-quantity.js';
import { canonicalUnit } from '../ucum/canonical-unit.js';

/** What is known here of a code system. */
export type KnownSystem =
  /** All of its codes are here. */
  | { readonly known: 'whole'; has(code: string): boolean }
  /** All of its codes are in the tables of the data store: those of some codes that it has. */
  | { readonly known: 'loaded'; those(codes: readonly string[]): Promise<ReadonlySet<string>> }
  /** Some, or none, of its codes are here. */
  | { readonly known: 'part' }
  | { readonly known: 'not' };

/** The code systems that codes of a data store are looked up in. */
export interface KnownCodes {
  /** What is known of a system, where it was looked up before. */
  known(system: string): KnownSystem | undefined;
  /** Looks a system up. */
  lookUp(system: string): Promise<KnownSystem>;
}

/** Codes of all systems that are held at once where it is not said: some 100 bytes each. */
const MOST_CODES = 500_000;
/** Systems that are looked up; data with more has put something else there, and each costs a search. */
const MOST_SYSTEMS = 10_000;
/** No code system has a longer URL. */
const LONGEST_URL = 1_000;

const ucum: KnownSystem = { known: 'whole', has: (code) => canonicalUnit(code) !== undefined };

/**
 * Code systems of a source, as far as there is room for their codes; larger ones count as known in part. From the
 * ten thousandth system on all others count as not known.
 *
 * @example
 * const codes = createKnownCodes(specification);
 * await codes.lookUp('http://hl7.org/fhir/administrative-gender'); // { known: 'whole', has }
 */
export function createKnownCodes(source: TerminologySource, mostCodes = MOST_CODES): KnownCodes {
  const systems = new Map<string, KnownSystem>([[ucumSystem, ucum]]);
  let codes = 0;

  const read = (tree: JsonObject): KnownSystem => {
    if (tree['content'] !== 'complete') return { known: 'part' };
    const { concepts } = readCodeSystem(tree);
    if (codes + concepts.size > mostCodes) return { known: 'part' };
    codes += concepts.size;
    // Where it is not said, codes are taken as they stand.
    const folds = tree['caseSensitive'] === false;
    const set = new Set(folds ? [...concepts.keys()].map((code) => code.toLowerCase()) : concepts.keys());
    return { known: 'whole', has: (code) => set.has(folds ? code.toLowerCase() : code) };
  };

  const look = async (system: string): Promise<KnownSystem> => {
    const loaded = await source.loadedCodeSystem?.(system);
    if (loaded !== undefined)
      return { known: 'loaded', those: async (asked) => new Set((await loaded.concepts(asked)).keys()) };
    const tree = await source.find('CodeSystem', { url: system });
    // A supplement has displays of another system's codes.
    return tree === undefined || tree['content'] === 'supplement' ? { known: 'not' } : read(tree);
  };

  return {
    known: (system) => systems.get(system),
    async lookUp(system) {
      if (systems.size >= MOST_SYSTEMS || system.length > LONGEST_URL) return { known: 'not' };
      const found = await look(system);
      systems.set(system, found);
      return found;
    },
  };
}
