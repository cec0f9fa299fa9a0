import type { JsonObject } from '../json/json-value.js';
import type { CodeSystemProvider } from './code-system-provider.js';
import { createCodeSystems, noVersionRules, type CodeSystems, type VersionRules } from './code-systems.js';
import { implicitValueSet } from './implicit-value-set.js';
import { storedCodeSystem } from './stored-code-system.js';
import type { TerminologySource } from './terminology-source.js';
import { createValueSetCompiler, type ValueSetCompiler } from './value-set-compiler.js';

/** The code systems and value sets of a source, for one piece of work: each is found and worked out once. */
export interface Terminology
  extends CodeSystems, Pick<ValueSetCompiler, 'byReference' | 'ofTree' | 'treeOf'> {
  /** Whether there is a value set of this reference. */
  isThere(reference: string): Promise<boolean>;
  /** A code system that was brought along. */
  ofCodeSystem(tree: JsonObject): CodeSystemProvider;
}

/**
 * @example
 * const terminology = terminologyOf(source);
 * const content = await terminology.byReference('http://hl7.org/fhir/ValueSet/condition-clinical');
 * await expandContent(content, { filter: 'act', count: 10 });
 */
export function terminologyOf(source: TerminologySource, rules: VersionRules = noVersionRules): Terminology {
  const systems = createCodeSystems(source);
  const valueSets = createValueSetCompiler(source, systems, rules);
  return {
    ...systems,
    ...valueSets,
    isThere: async (reference) =>
      implicitValueSet(reference) !== undefined || (await valueSets.treeOf(reference)) !== undefined,
    ofCodeSystem: storedCodeSystem,
  };
}
