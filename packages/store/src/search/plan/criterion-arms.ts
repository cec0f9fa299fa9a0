import { isSingleValued, leadsInside, type Criterion, type SearchParameters } from '@wellspring/fhir';
import { firstVidAt } from '../../clock/version-clock.js';
import type { TermHash } from '../../hash/term-hash.js';
import { NARRATIVE, nestedParam } from '../../rows/index-rows.js';
import type { Arm } from './arm.js';
import { compositeArms } from './composite-arms.js';
import type { PlanScope } from './plan-scope.js';
import { canonicalVersionArms, referenceArms, tokenArms } from './hash-arms.js';
import { rangeArm } from './range-arms.js';
import { searchedText, stringArm } from './string-arms.js';
import { uriArms } from './uri-arms.js';

/**
 * The arms of one criterion of a parameter that has rows of its own.
 *
 * @throws WellspringError `search-not-supported` for what no row answers
 */
export function criterionArms(
  { type, keys, depth }: PlanScope,
  param: string,
  criterion: Criterion,
  term: TermHash,
  parameters: SearchParameters,
): readonly Arm[] {
  const key = keys(param);
  switch (criterion.kind) {
    case 'token':
      return tokenArms(criterion, key, depth === 0 && isSingleValued(type, param, parameters), term);
    case 'identifier':
      return tokenArms(criterion.token, keys(`${param}:identifier`), false, term);
    case 'text': {
      const prefix = searchedText(criterion.value);
      const texts = keys(`${param}:text`);
      return [{ kind: 'dictionary', table: 'token', key: texts, filter: { kind: 'begins', prefix } }];
    }
    case 'reference':
      return referenceArms(
        criterion,
        leadsInside(type, param, parameters) ? keys(nestedParam(param)) : key,
        term,
      );
    case 'canonical-version':
      return canonicalVersionArms(criterion, key, term);
    case 'uri':
      return uriArms(criterion, key, term);
    case 'string':
      return [stringArm(criterion, key, undefined, term)];
    case 'date':
    case 'number':
    case 'quantity':
      return [rangeArm(criterion, key, undefined, term)];
    case 'composite':
      return compositeArms(criterion, key, term);
    case 'mime-type': {
      const prefix = searchedText(criterion.prefix);
      const mimeTypes = keys(`${param}:mime-type`);
      return [{ kind: 'dictionary', table: 'token', key: mimeTypes, filter: { kind: 'begins', prefix } }];
    }
    case 'near': {
      const { latitude, longitude, kilometres } = criterion;
      return [{ kind: 'near', key, latitude, longitude, kilometres }];
    }
    case 'words': {
      const marked = (words: readonly string[]): readonly string[] =>
        criterion.where === 'content' ? words : words.map((word) => NARRATIVE + word);
      const [words, without] = [marked(criterion.words), marked(criterion.without)];
      if (words.length === 0) return [{ kind: 'lacking', words: without }];
      return [{ kind: 'words', type: keys('_type'), words, without }];
    }
    case 'id':
      return [{ kind: 'self', hash: term.reference(`${type}/${criterion.id}`) }];
    case 'last-updated':
    case 'created-at':
      return [
        {
          kind: 'time',
          of: criterion.kind === 'created-at' ? 'resource' : 'version',
          low: firstVidAt(criterion.low),
          high: firstVidAt(criterion.high),
        },
      ];
    case 'value-set':
    case 'hierarchy':
      throw new TypeError('The codes of a value set or a hierarchy are put in before a search is planned');
    default:
      return criterion satisfies never;
  }
}
