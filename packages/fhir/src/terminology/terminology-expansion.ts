import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { intersect, listedCodes, sizeOf, subtract, unite, wholeSystem, type CodeSet } from './code-set.js';
import { createCodeSystemLookUp } from './code-system-look-up.js';
import { withRelated } from './code-system.js';
import { filteredCodes } from './concept-filter.js';
import { implicitValueSet } from './implicit-value-set.js';
import { specifiedValueSet } from './specified-value-set.js';
import { storedExpansion } from './stored-expansion.js';
import { isTerminologyFault, type OrTerminologyFault, type TerminologyFault } from './terminology-fault.js';
import { canonicalParts, type ConformanceSource } from '../conformance/conformance-source.js';

/** Codes that one search may stand for: a value set of more is not what a search is made of. */
export const maxCodes = 50_000;

/** Codes and concepts that are gone through for one search: some seconds at most. */
const maxSteps = 5_000_000;

/** Value sets that one search may lead to, by including one another. */
const maxValueSets = 200;

/** Works out sets of codes for one search; what was worked out is kept for its other criteria. */
export interface TerminologyExpansion {
  /** A value set by `ValueSet/id` or canonical URL. */
  valueSet(reference: string): Promise<OrTerminologyFault<CodeSet>>;
  /** A code with all codes above or below it. */
  hierarchy(system: string, code: string, direction: 'above' | 'below'): Promise<OrTerminologyFault<CodeSet>>;
}

type Role = 'include' | 'exclude';

function itemsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly JsonValue[]).filter((each) => typeof each === 'string')
    : [];
}

function bounded(set: CodeSet): OrTerminologyFault<CodeSet> {
  return sizeOf(set) > maxCodes
    ? { code: 'too-costly', fault: `stands for more than ${maxCodes} codes` }
    : set;
}

/** @see https://hl7.org/fhir/R4/valueset.html#compositions */
export function createTerminologyExpansion(source: ConformanceSource): TerminologyExpansion {
  const valueSets = new Map<string, OrTerminologyFault<CodeSet>>();
  const underWay = new Set<string>();
  const codeSystems = createCodeSystemLookUp(source);
  let spent = 0;

  /** Counts what is gone through, so that no definition keeps the program from its other work. */
  function spend(steps: number): TerminologyFault | undefined {
    spent += steps;
    return spent > maxSteps
      ? { code: 'too-costly', fault: 'takes too many steps to be worked out' }
      : undefined;
  }

  async function systemPart(
    include: JsonObject,
    role: Role,
  ): Promise<OrTerminologyFault<CodeSet> | undefined> {
    const { system } = include;
    if (typeof system !== 'string') return undefined;
    const version = typeof include['version'] === 'string' ? include['version'] : undefined;
    const concepts = itemsOf(include['concept']);
    if (concepts.length > 0) {
      const codes = concepts.map(({ code }) => code).filter((code) => typeof code === 'string');
      return spend(codes.length) ?? listedCodes(system, new Set(codes));
    }
    const filters = itemsOf(include['filter']);
    if (filters.length === 0) {
      // Whatever else is said to be of the system is left out with it.
      if (role === 'exclude') return wholeSystem(system);
      const found = await codeSystems.find(system, version);
      // A search for the system itself is smaller than a very long list.
      const isListed = found !== undefined && found.isComplete && found.concepts.size <= maxCodes;
      if (!isListed) return wholeSystem(system);
      return spend(found.concepts.size) ?? listedCodes(system, new Set(found.concepts.keys()));
    }
    const known = await codeSystems.findConcepts(system, version);
    if (isTerminologyFault(known)) return known;
    const codes = spend(known.concepts.size * filters.length) ?? filteredCodes(known, filters);
    return isTerminologyFault(codes) ? codes : listedCodes(system, codes);
  }

  /** What is of the system and in every one of the value sets. */
  async function partOf(include: JsonObject, role: Role): Promise<OrTerminologyFault<CodeSet>> {
    let set = await systemPart(include, role);
    if (set !== undefined && isTerminologyFault(set)) return set;
    for (const canonical of textsOf(include['valueSet'])) {
      const other = await valueSet(canonical);
      if (isTerminologyFault(other)) return other;
      const tooMuch = spend(sizeOf(other));
      if (tooMuch !== undefined) return tooMuch;
      set = set === undefined ? other : intersect(set, other);
    }
    return set ?? { code: 'invalid', fault: 'includes neither a code system nor a value set' };
  }

  async function united(parts: readonly JsonObject[], role: Role): Promise<OrTerminologyFault<CodeSet>> {
    const sets: CodeSet[] = [];
    for (const part of parts) {
      const set = await partOf(part, role);
      if (isTerminologyFault(set)) return set;
      sets.push(set);
    }
    return bounded(unite(sets));
  }

  async function composed(compose: JsonObject): Promise<OrTerminologyFault<CodeSet>> {
    const includes = await united(itemsOf(compose['include']), 'include');
    if (isTerminologyFault(includes)) return includes;
    const excludes = await united(itemsOf(compose['exclude']), 'exclude');
    return isTerminologyFault(excludes) ? excludes : subtract(includes, excludes);
  }

  async function contentOf(tree: JsonObject): Promise<OrTerminologyFault<CodeSet>> {
    const { compose } = tree;
    const set = isObject(compose) ? await composed(compose) : undefined;
    if (set !== undefined && !isTerminologyFault(set)) return set;
    // Whoever expanded it may have had the code systems that are not here.
    const expansion = storedExpansion(tree);
    if (expansion !== undefined) return bounded(expansion);
    return (
      set ?? {
        code: 'not-found',
        fault: 'has neither a definition (compose) nor an expansion that is complete',
      }
    );
  }

  async function findValueSet(reference: string): Promise<OrTerminologyFault<CodeSet>> {
    const id = /^ValueSet\/([A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1];
    const parts = canonicalParts(reference);
    const tree = await source.find('ValueSet', id === undefined ? parts : { id });
    if (tree !== undefined) return contentOf(tree);
    const specified = specifiedValueSet(parts);
    if (specified !== undefined) return specified;
    const implicit = implicitValueSet(reference);
    if (implicit !== undefined) return partOf(implicit, 'include');
    return { code: 'not-found', fault: 'is not in this data store' };
  }

  function named(reference: string, { code, fault }: TerminologyFault): TerminologyFault {
    return { code, fault: fault.startsWith('the value set') ? fault : `the value set ${reference} ${fault}` };
  }

  async function valueSet(reference: string): Promise<OrTerminologyFault<CodeSet>> {
    const known = valueSets.get(reference);
    if (known !== undefined) return known;
    if (underWay.has(reference)) return named(reference, { code: 'invalid', fault: 'includes itself' });
    if (valueSets.size + underWay.size >= maxValueSets)
      return named(reference, {
        code: 'too-costly',
        fault: `is one of more than ${maxValueSets} that this search leads to`,
      });
    underWay.add(reference);
    const found = await findValueSet(reference);
    underWay.delete(reference);
    const outcome = isTerminologyFault(found) ? named(reference, found) : found;
    valueSets.set(reference, outcome);
    return outcome;
  }

  return {
    valueSet,
    async hierarchy(system, code, direction) {
      const known = await codeSystems.findConcepts(system);
      if (isTerminologyFault(known)) return known;
      return bounded(listedCodes(system, withRelated(known, code, direction)));
    },
  };
}
