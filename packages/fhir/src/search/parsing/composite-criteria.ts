import type { CompositeCriterion, SimpleCriterion } from '../criterion.js';
import { splitEscaped } from './escape.js';
import { isFault, type OrFault } from './fault.js';

/** How one part of a composite is read. */
export interface ComponentReader {
  /** The component's own parameter. */
  readonly name: string;
  readonly read: (text: string) => OrFault<readonly SimpleCriterion[]>;
}

/** `a$b`: each part read as its component's parameter (https://hl7.org/fhir/R4/search.html#composite). */
export function compositeCriteria(
  components: readonly ComponentReader[],
  text: string,
): OrFault<readonly CompositeCriterion[]> {
  const parts = splitEscaped(text, '$');
  if (parts.length !== components.length || parts.includes('')) {
    const form = components.map(({ name }) => name).join('$');
    return { fault: `is not of the form ${form}` };
  }
  let tuples: readonly (readonly SimpleCriterion[])[] = [[]];
  for (const [index, component] of components.entries()) {
    const criteria = component.read(parts[index]!);
    if (isFault(criteria)) return { fault: `has in its part "${component.name}" one that ${criteria.fault}` };
    tuples = tuples.flatMap((tuple) => criteria.map((criterion) => [...tuple, criterion]));
  }
  return tuples.map((tuple) => ({ kind: 'composite', components: tuple }));
}
