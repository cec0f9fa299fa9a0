import type { IssueType } from '@wellspring/errors';
import { isResourceType } from '../../definitions/r4.js';
import type { Issue } from '../../issue.js';
import type { Subset } from '../../subset/subset.js';
import type { Criterion } from '../criterion.js';
import type { Include } from '../include.js';
import type { SearchParameter } from '../search-parameter.js';
import { searchParameters } from '../search-parameters.js';
import type { Condition, SearchQuery } from '../search-query.js';
import { readAlternatives, type ReadingContext } from './criteria.js';
import { splitEscaped } from './escape.js';
import { allOrFault, isFault, type OrFault } from './fault.js';
import { readInclude, type IncludeReading } from './include-parameters.js';
import { countIncludeLookUps, countLookUps, maxLookUps } from './look-ups.js';
import { typedReferenceCriterion } from './reference-criteria.js';
import {
  ignoredSilently,
  readResultParameter,
  unsupportedParameters,
  type ResultParameters,
} from './result-parameters.js';
import type { SearchOptions } from './search-options.js';
import { parseSubset, subsetParameters } from './subset-parameters.js';

/** A search, or what is wrong with it. */
export type SearchOutcome =
  | {
      readonly ok: true;
      readonly query: SearchQuery;
      /** Notes (warnings) on parameters that are not known and were left out. */
      readonly ignored: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

type Pair = readonly [name: string, value: string];

/** What one parameter of a request turned out to be. */
type Reading =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'result'; readonly result: ResultParameters }
  | { readonly kind: 'include'; readonly include: Include }
  | { readonly kind: 'subset' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'issue'; readonly code: IssueType; readonly diagnostics: string };

/** No real search comes near it. */
const maxParameters = 100;
/** Long values are named by their beginning. */
const maxQuoted = 100;

const defaults = { defaultCount: 20, maxCount: 1_000 };

function quoted(value: string): string {
  return `"${value.length > maxQuoted ? `${value.slice(0, maxQuoted)}…` : value}"`;
}

function badValue(name: string, value: string, fault: string): Reading {
  const diagnostics = `The value ${quoted(value)} of the search parameter "${name}" ${fault}.`;
  return { kind: 'issue', code: 'value', diagnostics };
}

function notSupported(what: string): Reading {
  return { kind: 'issue', code: 'not-supported', diagnostics: `${what} is not supported.` };
}

function condition(
  name: string,
  value: string,
  param: string,
  criteria: OrFault<readonly Criterion[]>,
): Reading {
  if (isFault(criteria)) return badValue(name, value, criteria.fault);
  return { kind: 'condition', condition: { param, anyOf: criteria } };
}

/** `subject:Patient=23`; every other modifier would change what is found, and is not supported. */
function readModified(parameter: SearchParameter, modifier: string, pair: Pair): Reading {
  const [name, value] = pair;
  const types = parameter.targets;
  if (parameter.type === 'reference' && isResourceType(modifier) && (types?.includes(modifier) ?? true)) {
    const values = splitEscaped(value, ',').map((text) => typedReferenceCriterion(text, modifier));
    return condition(name, value, parameter.name, allOrFault(values));
  }
  return notSupported(
    `The modifier ":${quoted(modifier).slice(1)} of the search parameter "${parameter.name}"`,
  );
}

function includeReading(include: IncludeReading, [name, value]: Pair): Reading {
  if (isFault(include)) return badValue(name, value, include.fault);
  if (!('modifier' in include)) return { kind: 'include', include };
  const code = name.slice(0, name.indexOf(':'));
  const older = include.modifier === 'recurse' ? '; R4 calls it ":iterate"' : '';
  const diagnostics = `The modifier ":${quoted(include.modifier).slice(1)} of the search parameter "${code}" is not supported${older}.`;
  return { kind: 'issue', code: 'not-supported', diagnostics };
}

function readParameter(pair: Pair, context: ReadingContext, maxCount: number): Reading {
  const [name, value] = pair;
  if (ignoredSilently.has(name)) return { kind: 'silent' };
  // No resource has one in it (FHIR forbids it), and PostgreSQL takes no text with one.
  if (value.includes('\0')) return badValue(name, value.replaceAll('\0', '\\0'), 'has a NUL character');
  if (subsetParameters.has(name)) return { kind: 'subset' };
  const include = readInclude(name, value, context.type);
  if (include !== undefined) return includeReading(include, pair);
  const result = readResultParameter(name, value, maxCount);
  if (result !== undefined) {
    return isFault(result) ? badValue(name, value, result.fault) : { kind: 'result', result };
  }
  const [, code = '', rest = ''] = /^([^:.]*)(.*)$/s.exec(name) ?? [];
  if (unsupportedParameters.has(code)) return notSupported(`The search parameter "${code}"`);
  const parameter = searchParameters(context.type).get(code);
  if (parameter === undefined) return { kind: 'unknown' };
  if (rest.includes('.')) return notSupported(`A chained search parameter (${quoted(name)})`);
  if (rest !== '') return readModified(parameter, rest.slice(1), pair);
  if (parameter.type === 'special') return notSupported(`The search parameter "${code}"`);
  return condition(name, value, code, readAlternatives(parameter, value, context));
}

function isTextOnly(subset: Subset | undefined): boolean {
  return subset !== undefined && 'summary' in subset && subset.summary === 'text';
}

function unknownIssue(type: string, name: string, strict: boolean): Issue {
  const what = `The search parameter ${quoted(name)} is not known for ${type}`;
  return strict
    ? { severity: 'error', code: 'not-supported', diagnostics: `${what}.` }
    : { severity: 'warning', code: 'not-supported', diagnostics: `${what}. It was ignored.` };
}

/**
 * Reads the parameters of a search of one resource type: names and values as they are after URL
 * decoding, in their order. Repeated parameters all have to be fulfilled, values between commas are
 * alternatives. Modifiers (but for a reference's type and an include's `:iterate`), chains and result parameters that are not
 * supported are refused, never ignored; so is every value that cannot be read. All issues are told,
 * not only the first.
 * @see https://hl7.org/fhir/R4/search.html
 * @example
 * const outcome = parseSearch('Observation', [['code', 'http://loinc.org|8867-4'], ['_count', '50']], { strict: true });
 * if (outcome.ok) outcome.query.conditions; // [{ param: 'code', anyOf: [{ kind: 'token', form: 'system-code', … }] }]
 */
export function parseSearch(type: string, params: readonly Pair[], options: SearchOptions): SearchOutcome {
  const { defaultCount, maxCount } = { ...defaults, ...options };
  const issues: Issue[] = [];
  const ignored: Issue[] = [];
  const conditions: Condition[] = [];
  const includes: Include[] = [];
  const applied: Pair[] = [];
  let results: ResultParameters = {};
  const context: ReadingContext = {
    type,
    now: (options.now ?? new Date()).getTime() * 1_000,
    ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
  };
  function refuse(code: IssueType, diagnostics: string): void {
    issues.push({ severity: 'error', code, diagnostics });
  }

  if (!isResourceType(type)) refuse('not-supported', `${quoted(type)} is not a resource type of FHIR R4.`);
  if (params.length > maxParameters) {
    refuse('too-costly', `The search has ${params.length} parameters, more than ${maxParameters}.`);
  }
  if (issues.length > 0) return { ok: false, issues };

  const subset = parseSubset(type, params, options);
  if (subset.ok) ignored.push(...subset.ignored);
  else issues.push(...subset.issues);

  let lookUps = 0;
  for (const pair of params) {
    const [name, value] = pair;
    const reading = readParameter(pair, context, maxCount);
    switch (reading.kind) {
      case 'condition':
        conditions.push(reading.condition);
        applied.push(pair);
        lookUps += countLookUps(reading.condition.anyOf);
        // At once: to read the rest of such a search is what it must not cost.
        if (lookUps > maxLookUps) {
          refuse(
            'too-costly',
            `The search asks for more than ${maxLookUps} look-ups: give fewer alternatives, and ids with their types. Strings, numbers, quantities and dates count for ten each.`,
          );
          return { ok: false, issues };
        }
        break;
      case 'result':
        if (Object.keys(reading.result).some((key) => key in results)) {
          refuse('value', `The search parameter "${name}" is given more than once.`);
        }
        results = { ...results, ...reading.result };
        if (name === '_count') applied.push([name, String(reading.result.count ?? value)]);
        else if (name !== '_cursor') applied.push(pair);
        break;
      case 'include':
        includes.push(reading.include);
        applied.push(pair);
        break;
      case 'subset':
        if (subset.ok) applied.push(...subset.applied);
        break;
      case 'unknown':
        (options.strict ? issues : ignored).push(unknownIssue(type, name, options.strict));
        break;
      case 'issue':
        refuse(reading.code, reading.diagnostics);
        break;
      case 'silent':
        break;
      default:
        return reading satisfies never;
    }
  }
  const { cursor, total = 'none', sort } = results;
  const count = subset.ok && subset.countOnly ? 0 : (results.count ?? defaultCount);
  if (includes.length > 0 && subset.ok && isTextOnly(subset.subset)) {
    // https://hl7.org/fhir/R4/search.html#summary
    refuse(
      'value',
      'The search parameters "_include" and "_revinclude" cannot be used with "_summary=text".',
    );
  }
  if (issues.length === 0 && lookUps + countIncludeLookUps(includes, type, count) > maxLookUps) {
    refuse(
      'too-costly',
      `The search asks for more than ${maxLookUps} look-ups, since each reference of "_revinclude" is looked up for each match of a page: give a smaller "_count", or fewer of them.`,
    );
  }
  if (!subset.ok || issues.length > 0) return { ok: false, issues };
  const query: SearchQuery = {
    type,
    conditions,
    count,
    ...(cursor !== undefined && { cursor }),
    ...(subset.subset && { subset: subset.subset }),
    ...(includes.length > 0 && { includes }),
    // "If _count has the value 0, this shall be treated the same as _summary=count."
    total: count === 0 ? 'accurate' : total,
    sort: sort ?? { by: '_lastUpdated', direction: 'descending' },
    applied,
  };
  return { ok: true, query, ignored };
}
