import type { JsonObject } from '../json/json-value.js';
import { withRelated, type CodeSystem, type Concept } from './code-system.js';
import { isTerminologyFault, type OrTerminologyFault } from './terminology-fault.js';

type Holds = (concept: Concept) => boolean;

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
      return concept.properties.get(property) ?? [];
  }
}

function listOf(value: string): ReadonlySet<string> {
  return new Set(value.split(',').map((each) => each.trim()));
}

/** What one filter asks of a concept (https://hl7.org/fhir/R4/valueset-filter-operator.html). */
function condition(system: CodeSystem, filter: JsonObject): OrTerminologyFault<Holds> {
  const { property, op, value } = filter;
  if (typeof property !== 'string' || typeof op !== 'string' || typeof value !== 'string') {
    return { code: 'invalid', fault: 'has a filter without a property, an operator or a value' };
  }
  switch (op) {
    case '=':
      return (concept) => valuesOf(concept, property).includes(value);
    case 'in':
    case 'not-in': {
      const list = listOf(value);
      return (concept) => valuesOf(concept, property).some((each) => list.has(each)) === (op === 'in');
    }
    case 'exists':
      return (concept) => valuesOf(concept, property).length > 0 === (value === 'true');
    case 'is-a':
    case 'descendent-of':
    case 'is-not-a': {
      const below = withRelated(system, value, 'below');
      if (op === 'is-a') return ({ code }) => below.has(code);
      if (op === 'is-not-a') return ({ code }) => !below.has(code);
      return ({ code }) => code !== value && below.has(code);
    }
    case 'generalizes': {
      const above = withRelated(system, value, 'above');
      return ({ code }) => above.has(code);
    }
    default:
      // A regular expression from outside could run for hours.
      return {
        code: 'not-supported',
        fault: `has a filter with the operator ${JSON.stringify(op.slice(0, 64))}, which is not supported`,
      };
  }
}

/** The codes of a system that fulfil all of the filters. */
export function filteredCodes(
  system: CodeSystem,
  filters: readonly JsonObject[],
): OrTerminologyFault<ReadonlySet<string>> {
  const conditions: Holds[] = [];
  for (const filter of filters) {
    const holds = condition(system, filter);
    if (isTerminologyFault(holds)) return holds;
    conditions.push(holds);
  }
  const codes = new Set<string>();
  for (const concept of system.concepts.values()) {
    if (conditions.every((holds) => holds(concept))) codes.add(concept.code);
  }
  return codes;
}
