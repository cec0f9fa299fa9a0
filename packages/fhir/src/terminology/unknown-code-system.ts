import type { CodeSystemProvider } from './code-system-provider.js';
import { bareConcept, type ConceptDetails } from './concept.js';
import { candidates, conceptTest, type ConceptExpression } from './concept-expression.js';
import { termFilter } from './term-filter.js';
import { isTerminologyFault } from './terminology-fault.js';

/** A code system of which nothing is here: only what value sets list of it can be told. */
export function unknownCodeSystem(system: string, version?: string): CodeSystemProvider {
  const testOf = (expression: ConceptExpression) =>
    conceptTest<never>(expression, {
      all: () => undefined,
      // Who lists a code means it to be used.
      active: () => true,
      filter: () => () => undefined,
    });
  return {
    system,
    ...(version !== undefined && { version }),
    coverage: 'none',
    hasSubsumption: false,
    concepts: () => Promise.resolve(new Map()),
    judge: (expression, codes) => {
      const test = testOf(expression);
      if (isTerminologyFault(test)) return Promise.resolve(test);
      return Promise.resolve(new Map(codes.map((code) => [code, test(code, undefined)])));
    },
    select: ({ expression, text, offset, count }) => {
      const test = testOf(expression);
      if (isTerminologyFault(test)) return Promise.resolve(test);
      const isFound = text === undefined ? undefined : termFilter(text);
      const concepts: ConceptDetails[] = [];
      for (const code of candidates(expression) ?? ['']) {
        const holds = code === '' ? undefined : test(code, undefined);
        const concept = bareConcept(code);
        if (holds === undefined)
          return Promise.resolve({ code: 'not-found', fault: needed(system, version) });
        if (holds && isFound?.(concept) !== false) concepts.push(concept);
      }
      return Promise.resolve({ total: concepts.length, concepts: concepts.slice(offset, offset + count) });
    },
    related: () => Promise.resolve({ parents: [], children: [] }),
  };
}

/** What keeps a set of codes from being worked out, where that takes the concepts of a code system. */
export function needed(system: string, version?: string): string {
  const named = version === undefined ? system : `${system}|${version}`;
  return `needs the concepts of the code system ${named}, which are not in this data store`;
}
