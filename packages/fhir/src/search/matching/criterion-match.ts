import { isVersionBelow } from '../canonical-version.js';
import type { CompositeCriterion, Criterion } from '../criterion.js';
import type { IndexValue } from '../index-value.js';
import { mimeTypeText } from '../mime-type.js';
import { boundedWord } from '../words/extract-words.js';
import { greatCircleDistance } from './great-circle.js';
import type { MatchedResource } from './matched-resource.js';
import { resourceValues } from './resource-values.js';
import { matchesSimple } from './simple-match.js';
import { matchesToken } from './token-match.js';

function isWithin(time: number | undefined, { low, high }: { low: number; high: number }): boolean {
  return time !== undefined && low <= time && time < high;
}

function matchesComposite(
  { components }: CompositeCriterion,
  value: IndexValue,
  storeId: string | undefined,
): boolean {
  if (value.kind !== 'composite' || value.components.length !== components.length) return false;
  return components.every((criterion, index) => matchesSimple(criterion, value.components[index]!, storeId));
}

/**
 * Whether a parameter of a resource fulfils a criterion.
 * @throws TypeError for a set of codes that `expandTerminology` has still to put in.
 */
export function matchesCriterion(criterion: Criterion, param: string, resource: MatchedResource): boolean {
  const { storeId } = resource;
  const values = resourceValues(resource);
  switch (criterion.kind) {
    case 'id':
      return resource.id === criterion.id;
    case 'last-updated':
      return isWithin(resource.lastUpdated, criterion);
    case 'created-at':
      return isWithin(resource.createdAt, criterion);
    case 'composite':
      return values.of(param).some((value) => matchesComposite(criterion, value, storeId));
    case 'text':
      return values
        .of(param)
        .some((value) => value.kind === 'text' && value.value.startsWith(criterion.value));
    case 'identifier':
      return values.of(param).some((value) => matchesToken(criterion.token, value, 'identifier'));
    case 'canonical-version':
      return values
        .of(param)
        .some(
          (value) =>
            value.kind === 'reference' && isVersionBelow(value.target, criterion.url, criterion.version),
        );
    case 'mime-type':
      return values
        .of(param)
        .some(
          (value) => value.kind === 'token' && mimeTypeText(value.code ?? '').startsWith(criterion.prefix),
        );
    case 'near':
      return values
        .of(param)
        .some(
          (value) => value.kind === 'near' && greatCircleDistance(value, criterion) <= criterion.kilometres,
        );
    case 'words': {
      const words = values.words(criterion.where);
      const has = (word: string): boolean => words.has(boundedWord(word));
      return criterion.words.every(has) && !criterion.without.some(has);
    }
    case 'value-set':
    case 'hierarchy':
      throw new TypeError(
        `${param}: the codes of a terminology have to be put in before the search is matched`,
      );
    case 'token':
    case 'reference':
    case 'uri':
    case 'string':
    case 'date':
    case 'number':
    case 'quantity':
      return values.of(param).some((value) => matchesSimple(criterion, value, storeId));
    default:
      return criterion satisfies never;
  }
}
