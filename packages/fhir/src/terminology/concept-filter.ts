import { boundedPattern } from './bounded-pattern.js';
import { withRelated, type CodeSystem, type Concept } from './code-system.js';
import type { ConceptFilter, ConceptTest } from './concept-expression.js';
import { isTerminologyFault, type OrTerminologyFault, type TerminologyFault } from './terminology-fault.js';

function valuesOf(concept: Concept, property: string): readonly string[] {
  switch (property) {
    case 'concept':
    case 'code':
      return [concept.code];
    case 'display':
      return concept.display === undefined ? [] : [concept.display];
    case 'parent':
      return [...concept.parents];
    case 'child':
      return [...concept.children];
    default:
      return concept.values.get(property) ?? [];
  }
}

/** The codes that a filter lists: `a, b`. */
export function filterList(value: string): ReadonlySet<string> {
  return new Set(value.split(',').map((each) => each.trim()));
}

/** An operator that is none of R4's. */
export function unknownOperator(op: string): TerminologyFault {
  return {
    code: 'not-supported',
    fault: `has a filter with the operator ${JSON.stringify(op.slice(0, 64))}, which is not supported`,
  };
}

/** What one filter asks of a concept of a CodeSystem (https://hl7.org/fhir/R4/valueset-filter-operator.html). */
export function filterTest(
  system: CodeSystem,
  { property, op, value }: ConceptFilter,
): OrTerminologyFault<ConceptTest<Concept>> {
  // Of a code that a partial code system does not have, nothing can be said.
  const missing = system.isComplete ? false : undefined;
  const of =
    (holds: (concept: Concept) => boolean): ConceptTest<Concept> =>
    (_, concept) =>
      concept === undefined ? missing : holds(concept);
  switch (op) {
    case '=':
      return of((concept) => valuesOf(concept, property).includes(value));
    case 'in':
    case 'not-in': {
      const list = filterList(value);
      return of((concept) => valuesOf(concept, property).some((each) => list.has(each)) === (op === 'in'));
    }
    case 'exists':
      return of((concept) => valuesOf(concept, property).length > 0 === (value === 'true'));
    case 'regex': {
      const matches = boundedPattern(value);
      if (isTerminologyFault(matches)) return matches;
      return of((concept) => valuesOf(concept, property).some(matches));
    }
    case 'is-a':
    case 'descendent-of':
    case 'is-not-a': {
      const below = withRelated(system, value, 'below');
      if (op === 'is-a') return of(({ code }) => below.has(code));
      if (op === 'is-not-a') return of(({ code }) => !below.has(code));
      return of(({ code }) => code !== value && below.has(code));
    }
    case 'generalizes': {
      const above = withRelated(system, value, 'above');
      return of(({ code }) => above.has(code));
    }
    default:
      return unknownOperator(op);
  }
}
