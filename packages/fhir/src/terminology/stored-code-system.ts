import type { JsonObject } from '../json/json-value.js';
import { readCodeSystem, type CodeSystem, type Concept } from './code-system.js';
import type { CodeSystemProvider } from './code-system-provider.js';
import type { ConceptDetails } from './concept.js';
import {
  conceptTest,
  filtersIn,
  type ConceptExpression,
  type ConceptFilter,
  type ConceptTest,
} from './concept-expression.js';
import { filterTest } from './concept-filter.js';
import { termFilter } from './term-filter.js';
import { isTerminologyFault, type OrTerminologyFault, type TerminologyFault } from './terminology-fault.js';

const known = new WeakMap<JsonObject, CodeSystemProvider>();

/** A code system whose concepts stand in a CodeSystem resource; the same provider for the same tree. */
export function storedCodeSystem(tree: JsonObject): CodeSystemProvider {
  let provider = known.get(tree);
  if (provider === undefined) {
    provider = create(tree);
    known.set(tree, provider);
  }
  return provider;
}

function create(tree: JsonObject): CodeSystemProvider {
  const system = readCodeSystem(tree);
  const { concepts, isComplete } = system;
  const { url, version, name, hierarchyMeaning } = tree;
  const ignoresCase = tree['caseSensitive'] === false;
  const find = finder(system, ignoresCase);
  // Tests are made anew for each expression, unless it is the same one: what a value set was compiled to.
  const tests = new WeakMap<ConceptExpression, OrTerminologyFault<ConceptTest<Concept>>>();
  const testOf = (expression: ConceptExpression): OrTerminologyFault<ConceptTest<Concept>> => {
    let test = tests.get(expression) ?? tooMuch(concepts.size, filtersIn(expression));
    if (test === undefined) {
      const missing = isComplete ? false : undefined;
      test = conceptTest<Concept>(expression, {
        all: (_, concept) => (concept === undefined ? missing : true),
        active: (_, concept) => (concept === undefined ? missing : !concept.isInactive),
        filter: (filter) => filterTest(system, filter),
      });
      tests.set(expression, test);
    }
    return test;
  };
  return {
    system: typeof url === 'string' ? url : '',
    ...(typeof version === 'string' && { version }),
    ...(typeof name === 'string' && { name }),
    coverage: isComplete ? 'complete' : concepts.size > 0 ? 'partial' : 'none',
    // Of a part or a member of a group it cannot be said that it is of the kind of the whole.
    hasSubsumption: hierarchyMeaning !== 'part-of' && hierarchyMeaning !== 'grouped-by',
    ...(ignoresCase && { ownCode: (code: string) => find(code)?.code ?? code }),
    concepts: (codes) => {
      const found = new Map<string, ConceptDetails>();
      for (const code of codes) {
        const concept = find(code);
        if (concept !== undefined) found.set(code, concept);
      }
      return Promise.resolve(found);
    },
    judge: (expression, codes) => {
      const test = testOf(expression);
      if (isTerminologyFault(test)) return Promise.resolve(test);
      const verdicts = new Map<string, boolean | undefined>();
      for (const code of codes) {
        const concept = find(code);
        // Where case does not count, the code is meant as the system writes it.
        const own = concept !== undefined && concept.code !== code ? test(concept.code, concept) : undefined;
        verdicts.set(code, own ?? test(code, concept));
      }
      return Promise.resolve(verdicts);
    },
    select: ({ expression, text, offset, count }) => {
      const test = testOf(expression);
      if (isTerminologyFault(test)) return Promise.resolve(test);
      const isFound = text === undefined ? undefined : termFilter(text);
      const page: Concept[] = [];
      let total = 0;
      for (const concept of concepts.values()) {
        if (test(concept.code, concept) !== true || isFound?.(concept) === false) continue;
        if (total >= offset && page.length < count) page.push(concept);
        total++;
      }
      return Promise.resolve({ total, concepts: page });
    },
    related: (code) => {
      const concept = find(code);
      const there = (codes: ReadonlySet<string>) => [...codes].filter((each) => concepts.has(each));
      return Promise.resolve({
        parents: concept === undefined ? [] : there(concept.parents),
        children: concept === undefined ? [] : there(concept.children),
      });
    },
  };
}

/** Concepts times filters that are gone through for one question: a second or two, in which nobody else is served. */
const maxSteps = 5_000_000;
/** What a regular expression costs, where another filter costs one. */
const patternCost = 50;

function tooMuch(concepts: number, filters: readonly ConceptFilter[]): TerminologyFault | undefined {
  const cost = filters.reduce((sum, { op }) => sum + (op === 'regex' ? patternCost : 1), 0);
  if (cost * concepts <= maxSteps) return undefined;
  return {
    code: 'too-costly',
    fault: 'has more filters than can be worked out for a code system of this size',
  };
}

/** Looks a code up as the system compares them; without a word of its own, case counts. */
function finder({ concepts }: CodeSystem, ignoresCase: boolean): (code: string) => Concept | undefined {
  if (!ignoresCase) return (code) => concepts.get(code);
  const folded = new Map([...concepts].map(([code, concept]) => [code.toLowerCase(), concept]));
  return (code) => concepts.get(code) ?? folded.get(code.toLowerCase());
}
