import { readCodeSystem, type CodeSystem } from './code-system.js';
import type { OrTerminologyFault } from './terminology-fault.js';
import { canonicalParts, type ConformanceSource } from '../conformance/conformance-source.js';

/** Finds code systems for one search. */
export interface CodeSystemLookUp {
  /** Undefined where the data store does not have it. */
  find(system: string, version?: string): Promise<CodeSystem | undefined>;
  /** One whose concepts are needed. */
  findConcepts(system: string, version?: string): Promise<OrTerminologyFault<CodeSystem>>;
}

export function createCodeSystemLookUp(source: ConformanceSource): CodeSystemLookUp {
  const found = new Map<string, CodeSystem | undefined>();

  async function find(system: string, version?: string): Promise<CodeSystem | undefined> {
    const key = version === undefined ? system : `${system}|${version}`;
    if (found.has(key)) return found.get(key);
    const tree = await source.find('CodeSystem', canonicalParts(key));
    // A supplement has displays of another system's codes.
    const isSystem = tree !== undefined && tree['content'] !== 'supplement';
    const codeSystem = isSystem ? readCodeSystem(tree) : undefined;
    found.set(key, codeSystem);
    return codeSystem;
  }

  return {
    find,
    async findConcepts(system, version) {
      const codeSystem = await find(system, version);
      const named = version === undefined ? system : `${system}|${version}`;
      if (codeSystem === undefined)
        return {
          code: 'not-found',
          fault: `needs the code system ${named}, which is not in this data store`,
        };
      if (codeSystem.concepts.size === 0)
        return {
          code: 'not-found',
          fault: `needs the code system ${named}, which is in this data store without its concepts`,
        };
      return codeSystem;
    },
  };
}
