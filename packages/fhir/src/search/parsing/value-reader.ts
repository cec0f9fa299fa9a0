import { isResourceId } from '../../definitions/resource-id.js';
import type { Criterion, SimpleCriterion } from '../criterion.js';
import { foldsCase } from '../folds-case.js';
import { targetTypes } from '../reference-parameters.js';
import type { SearchParameter, SearchParameterComponent } from '../search-parameter.js';
import { compositeCriteria } from './composite-criteria.js';
import { asList, type OrFault } from './fault.js';
import { createdAtCriteria, lastUpdatedCriteria } from './instant-criteria.js';
import { nearCriterion } from './near-criterion.js';
import { dateCriterion, numberCriterion, quantityCriterion } from './range-criteria.js';
import { referenceCriterion } from './reference-criteria.js';
import { stringCriterion } from './string-criteria.js';
import { tokenCriteria } from './token-criteria.js';
import { uriCriterion } from './uri-criteria.js';

/** What the reading of a value needs besides the value. */
export interface ReadingContext {
  /** Microseconds since 1970. */
  readonly now: number;
  /** The address of this server's FHIR base. */
  readonly baseUrl?: string;
}

/** Reads one value of a parameter (what stands between commas, never empty), or says why it cannot. */
export type ValueReader = (text: string) => OrFault<readonly Criterion[]>;

function simpleReader(
  parameter: Pick<SearchParameterComponent, 'type' | 'targets'>,
  folds: boolean,
  { now, baseUrl }: ReadingContext,
): (text: string) => OrFault<readonly SimpleCriterion[]> {
  switch (parameter.type) {
    case 'token':
      return (text) => tokenCriteria(text, folds);
    case 'reference': {
      const targets = targetTypes(parameter);
      return (text) => asList(referenceCriterion(text, targets, baseUrl));
    }
    case 'string':
      return (text) => asList(stringCriterion(text, 'starts-with'));
    case 'uri':
      return (text) => asList(uriCriterion(text, 'equal'));
    case 'date':
      return (text) => asList(dateCriterion(text, now));
    case 'number':
      return (text) => asList(numberCriterion(text));
    case 'quantity':
      return (text) => asList(quantityCriterion(text));
    default:
      return parameter.type satisfies never;
  }
}

const readId: ValueReader = (text) =>
  isResourceId(text)
    ? [{ kind: 'id', id: text }]
    : { fault: 'is not an id (letters, digits, "-" and ".", up to 64)' };

/** How the values of a parameter without a modifier are read. */
export function valueReader(type: string, parameter: SearchParameter, context: ReadingContext): ValueReader {
  if (parameter.name === '_id') return readId;
  if (parameter.name === '_lastUpdated') return (text) => lastUpdatedCriteria(text, context.now);
  switch (parameter.type) {
    case 'special':
      // The one special parameter of R4 that has an expression.
      return (text) => asList(nearCriterion(text));
    case 'composite': {
      // No component of the specification's composites is a token of type string.
      const components = (parameter.components ?? []).map((component) => ({
        name: component.name,
        read: simpleReader(component, false, context),
      }));
      return (text) => compositeCriteria(components, text);
    }
    case 'token':
    case 'reference':
    case 'string':
    case 'uri':
    case 'date':
    case 'number':
    case 'quantity': {
      const { type: kind, targets } = parameter;
      const folds = kind === 'token' && foldsCase(type, parameter);
      return simpleReader({ type: kind, ...(targets && { targets }) }, folds, context);
    }
    default:
      return parameter.type satisfies never;
  }
}

/** How the values of `createdAt` are read, which is no parameter of the specification's. */
export function createdAtReader(context: ReadingContext): ValueReader {
  return (text) => createdAtCriteria(text, context.now);
}
