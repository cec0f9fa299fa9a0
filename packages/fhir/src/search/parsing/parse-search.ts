import type { IssueType } from '@wellspring/errors';
import type { Issue } from '../../issue.js';
import type { Subset } from '../../subset/subset.js';
import type { Include } from '../include.js';
import { r4Parameters, type SearchParameters } from '../parameter-set.js';
import type { SearchScope } from '../search-scope.js';
import type { Condition, SearchQuery, SortKey } from '../search-query.js';
import { compartmentCondition } from './compartment-condition.js';
import type { ParameterContext } from './condition-reading.js';
import { countIncludeLookUps, maxLookUps } from './look-ups.js';
import { quoted } from './quoted.js';
import { readParameter } from './read-parameter.js';
import type { ResultParameters } from './result-parameters.js';
import type { SearchOptions } from './search-options.js';
import { error, type SearchOutcome } from './search-outcome.js';
import { searchedTypes } from './searched-types.js';
import { faultOfKeys, withInnerKeys } from './sort-keys.js';
import { parseSubset } from './subset-parameters.js';

type Pair = readonly [name: string, value: string];

/** No real search comes near it. */
const maxParameters = 100;

const newestFirst: readonly SortKey[] = [{ param: '_lastUpdated', direction: 'descending' }];

const tooManyLookUps = `The search asks for more than ${maxLookUps} look-ups: give fewer alternatives, ids with their types, and where several types are searched, fewer of them ("_type"). Strings, numbers, quantities and dates count for ten each.`;
const tooManyIncludes = `The search asks for more than ${maxLookUps} look-ups, since each reference of "_revinclude" is looked up for each match of a page: give a smaller "_count", or fewer of them.`;
const textWithIncludes =
  'The search parameters "_include" and "_revinclude" cannot be used with "_summary=text".';

function isTextOnly(subset: Subset | undefined): boolean {
  return subset !== undefined && 'summary' in subset && subset.summary === 'text';
}

function unknownIssue(
  { type, code }: { readonly type: string; readonly code: string },
  name: string,
  strict: boolean,
  parameters: SearchParameters,
): Issue {
  const what = parameters.isBeingIndexed(type, code)
    ? `The search parameter ${quoted(name)} of ${type} is still being indexed and not answered before that is done`
    : `The search parameter ${quoted(name)} is not known for ${type}`;
  return strict
    ? error('not-supported', `${what}.`)
    : { severity: 'warning', code: 'not-supported', diagnostics: `${what}. It was ignored.` };
}

/**
 * "Empty parameters are not an error - they are just ignored by the server"
 * (https://hl7.org/fhir/R4/search.html#errors): a form that sends all of its fields does so. It is told, since
 * who builds more than a search on the conditions has to know that one is missing.
 */
function emptyIssue(name: string): Issue {
  const diagnostics = `The search parameter ${quoted(name)} has no value. It was ignored.`;
  return { severity: 'warning', code: 'value', diagnostics };
}

/** The conditions of each type before any parameter: that the resource is in the compartment. */
function scopeConditions(scope: SearchScope, types: readonly string[]): Condition[][] {
  return types.map((type) => {
    if (scope.kind !== 'compartment') return [];
    const condition = compartmentCondition(scope.compartment, [scope.id], type);
    return condition === undefined ? [] : [condition];
  });
}

/**
 * Reads the parameters of a search: names and values as they are after URL decoding, in their order.
 * Repeated parameters all have to be fulfilled, values between commas are alternatives. Where several
 * types are searched, a parameter has to be one of each of them. Modifiers, chains and result parameters
 * that do not fit are refused, never ignored; so is every value that cannot be read. All issues are told,
 * not only the first. A parameter with nothing after its `=` is passed over.
 * @see https://hl7.org/fhir/R4/search.html
 * @example
 * const scope = { kind: 'type', type: 'Observation' } as const;
 * const outcome = parseSearch(scope, [['code', 'http://loinc.org|8867-4'], ['_count', '50']], { strict: true });
 * if (outcome.ok) outcome.query.searches; // [{ type: 'Observation', conditions: [{ kind: 'parameter', param: 'code', … }] }]
 */
export function parseSearch(
  scope: SearchScope,
  given: readonly Pair[],
  options: SearchOptions,
): SearchOutcome {
  const { strict, baseUrl, parameters = r4Parameters, defaultCount = 20, maxCount = 1_000 } = options;
  const issues: Issue[] = [];
  function refuse(code: IssueType, diagnostics: string): void {
    issues.push(error(code, diagnostics));
  }

  if (given.length > maxParameters) {
    const diagnostics = `The search has ${given.length} parameters, more than ${maxParameters}.`;
    return { ok: false, issues: [error('too-costly', diagnostics)] };
  }
  const params = given.filter(([, value]) => value !== '');
  const searched = searchedTypes(scope, params);
  if (!searched.ok) {
    return {
      ok: false,
      issues: searched.refusals.map((refusal) => error(refusal.code, refusal.diagnostics)),
    };
  }
  const { types } = searched;
  const conditions = scopeConditions(scope, types);
  const includes: Include[] = [];
  const applied: Pair[] = [];
  const ignored = given.filter(([, value]) => value === '').map(([name]) => emptyIssue(name));
  const now = (options.now?.getTime() ?? Date.now()) * 1_000;
  let results: ResultParameters = {};
  let lookUps = 0;

  const subset = parseSubset(types, params, options);
  if (subset.ok) ignored.push(...subset.ignored);
  else issues.push(...subset.issues);

  for (const pair of params) {
    const [name, value] = pair;
    const context: ParameterContext = {
      name,
      value,
      now,
      parameters,
      known: new Map(),
      ...(baseUrl !== undefined && { baseUrl }),
    };
    const reading = readParameter(context, types, maxCount);
    switch (reading.kind) {
      case 'conditions':
        lookUps += reading.lookUps;
        if (lookUps > maxLookUps) {
          refuse('too-costly', tooManyLookUps);
          return { ok: false, issues };
        }
        for (const [index, condition] of reading.conditions.entries()) conditions[index]?.push(condition);
        applied.push(pair);
        break;
      case 'result':
        if (name === '_sort')
          results = { ...results, sort: withInnerKeys(results.sort, reading.result.sort) };
        else {
          if (Object.keys(reading.result).some((key) => key in results)) {
            refuse('value', `The search parameter "${name}" is given more than once.`);
          }
          results = { ...results, ...reading.result };
        }
        if (name === '_count') applied.push([name, String(reading.result.count ?? value)]);
        else if (name !== '_cursor') applied.push(pair);
        break;
      case 'includes':
        includes.push(...reading.includes);
        applied.push(pair);
        break;
      case 'subset':
        if (subset.ok) applied.push(...subset.applied);
        break;
      case 'type':
        applied.push(pair);
        break;
      case 'unknown':
        (strict ? issues : ignored).push(unknownIssue(reading, name, strict, parameters));
        break;
      case 'refusal':
        refuse(reading.code, reading.diagnostics);
        break;
      case 'silent':
        break;
      default:
        return reading satisfies never;
    }
  }

  const { cursor, total = 'none', sort = newestFirst } = results;
  const sortFault = faultOfKeys(sort);
  if (sortFault !== undefined) refuse('value', `The search parameter "_sort" ${sortFault}.`);
  const count = subset.ok && subset.countOnly ? 0 : (results.count ?? defaultCount);
  // https://hl7.org/fhir/R4/search.html#summary
  if (includes.length > 0 && subset.ok && isTextOnly(subset.subset)) refuse('value', textWithIncludes);
  if (issues.length === 0 && lookUps + countIncludeLookUps(includes, types, count, parameters) > maxLookUps) {
    refuse('too-costly', tooManyIncludes);
  }
  if (!subset.ok || issues.length > 0) return { ok: false, issues };
  const query: SearchQuery = {
    searches: types.map((type, index) => ({ type, conditions: conditions[index] ?? [] })),
    count,
    ...(cursor !== undefined && { cursor }),
    ...(subset.subset && { subset: subset.subset }),
    ...(includes.length > 0 && { includes }),
    // "If _count has the value 0, this shall be treated the same as _summary=count."
    total: count === 0 ? 'accurate' : total,
    sort,
    applied,
  };
  return { ok: true, query, ignored };
}
