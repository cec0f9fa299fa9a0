import type { Criterion, SimpleCriterion } from '../criterion.js';
import { foldsCase } from '../folds-case.js';
import { normaliseString } from '../normalise-string.js';
import type { SearchParameter, SearchParameterComponent } from '../search-parameter.js';
import { splitEscaped, unescapeValue } from './escape.js';
import { allOrFault, isFault, type OrFault } from './fault.js';
import { dateCriterion, lastUpdatedCriteria, numberCriterion, quantityCriterion } from './range-criteria.js';
import { referenceCriterion } from './reference-criteria.js';
import type { SearchOptions } from './search-options.js';
import { tokenCriteria } from './token-criteria.js';

/** What the reading of a value needs besides the value. */
export interface ReadingContext extends Pick<SearchOptions, 'baseUrl'> {
  readonly type: string;
  /** Microseconds since 1970. */
  readonly now: number;
}

/** No real search comes near it. */
const maxAlternatives = 1_000;

const id = /^[A-Za-z0-9\-.]{1,64}$/;

function listed<T>(outcome: OrFault<T>): OrFault<readonly T[]> {
  return isFault(outcome) ? outcome : [outcome];
}

function stringCriterion(text: string): OrFault<SimpleCriterion> {
  const given = unescapeValue(text);
  if (isFault(given)) return given;
  const value = normaliseString(given);
  if (value === '') return { fault: 'has neither letters nor digits to search for' };
  return { kind: 'string', match: 'starts-with', value };
}

function uriCriterion(text: string): OrFault<SimpleCriterion> {
  const value = unescapeValue(text);
  return isFault(value) ? value : { kind: 'uri', value };
}

function simpleCriteria(
  parameter: Pick<SearchParameterComponent, 'type' | 'targets'>,
  text: string,
  context: ReadingContext,
  folds: boolean,
): OrFault<readonly SimpleCriterion[]> {
  switch (parameter.type) {
    case 'token':
      return tokenCriteria(text, folds);
    case 'reference':
      return listed(referenceCriterion(text, parameter.targets, context.baseUrl));
    case 'string':
      return listed(stringCriterion(text));
    case 'uri':
      return listed(uriCriterion(text));
    case 'date':
      return listed(dateCriterion(text, context.now));
    case 'number':
      return listed(numberCriterion(text));
    case 'quantity':
      return listed(quantityCriterion(text));
    default:
      return parameter.type satisfies never;
  }
}

/** `a$b`: each part read as its component's parameter (https://hl7.org/fhir/R4/search.html#composite). */
function compositeCriteria(
  components: readonly SearchParameterComponent[],
  text: string,
  context: ReadingContext,
): OrFault<readonly Criterion[]> {
  const parts = splitEscaped(text, '$');
  if (parts.length !== components.length || parts.includes('')) {
    const form = components.map((component) => component.name).join('$');
    return { fault: `is not of the form ${form}` };
  }
  let tuples: readonly (readonly SimpleCriterion[])[] = [[]];
  for (const [index, component] of components.entries()) {
    // No component of the specification's composites is a token of type string.
    const criteria = simpleCriteria(component, parts[index]!, context, false);
    if (isFault(criteria)) return { fault: `has in its part "${component.name}" one that ${criteria.fault}` };
    tuples = tuples.flatMap((tuple) => criteria.map((criterion) => [...tuple, criterion]));
  }
  return tuples.map((tuple) => ({ kind: 'composite', components: tuple }));
}

/** Reads one value of a parameter (what stands between commas), or says why it cannot. */
export function readCriteria(
  parameter: SearchParameter,
  text: string,
  context: ReadingContext,
): OrFault<readonly Criterion[]> {
  if (text === '') return { fault: 'is empty' };
  if (parameter.name === '_id') {
    return id.test(text) ? [{ kind: 'id', id: text }] : { fault: 'is not an id (A-Z a-z 0-9 - . up to 64)' };
  }
  if (parameter.name === '_lastUpdated') return lastUpdatedCriteria(text, context.now);
  if (parameter.type === 'special') return { fault: 'is of a parameter that is not supported' };
  if (parameter.type === 'composite') return compositeCriteria(parameter.components ?? [], text, context);
  const { type, targets } = parameter;
  const folds = type === 'token' && foldsCase(context.type, parameter);
  return simpleCriteria({ type, ...(targets && { targets }) }, text, context, folds);
}

/** Reads every value of a parameter: they are alternatives. */
export function readAlternatives(
  parameter: SearchParameter,
  value: string,
  context: ReadingContext,
): OrFault<readonly Criterion[]> {
  const texts = splitEscaped(value, ',');
  if (texts.length > 1 && texts.includes(''))
    return { fault: 'has nothing before, between or after its commas' };
  if (texts.length > maxAlternatives) return { fault: `has more than ${maxAlternatives} alternatives` };
  const all = allOrFault(texts.map((text) => readCriteria(parameter, text, context)));
  return isFault(all) ? all : all.flat();
}
