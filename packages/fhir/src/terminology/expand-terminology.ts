import type { Issue } from '../issue.js';
import type { Criterion, TerminologyCriterion, TokenCriterion } from '../search/criterion.js';
import type {
  Condition,
  ParameterCondition,
  SearchQuery,
  TypeCondition,
  TypeSearch,
} from '../search/search-query.js';
import type { CodeSet } from './code-set.js';
import { createTerminologyExpansion, maxCodes, type TerminologyExpansion } from './terminology-expansion.js';
import { isTerminologyFault, type OrTerminologyFault } from './terminology-fault.js';
import type { ConformanceSource } from '../conformance/conformance-source.js';

/** A search that only look-ups are left to do for, or what is wrong with its sets of codes. */
export type TerminologyOutcome =
  | { readonly ok: true; readonly query: SearchQuery }
  | { readonly ok: false; readonly issues: readonly Issue[] };

function isTerminology(criterion: Criterion): criterion is TerminologyCriterion {
  return criterion.kind === 'value-set' || criterion.kind === 'hierarchy';
}

function needsExpansion(condition: Condition): boolean {
  switch (condition.kind) {
    case 'parameter':
      return condition.anyOf.some(isTerminology);
    case 'missing':
    case 'hierarchy':
      return false;
    case 'chain':
      return condition.targets.some((target) => needsExpansion(target.condition));
    case 'reverse-chain':
      return needsExpansion(condition.source.condition);
    case 'either':
      return condition.conditions.some(needsExpansion);
    default:
      return condition satisfies never;
  }
}

function tokensOf(set: CodeSet): OrTerminologyFault<readonly TokenCriterion[]> {
  const tokens: TokenCriterion[] = [];
  for (const [system, { isListed, codes }] of set) {
    if (isListed) {
      for (const code of codes) tokens.push({ kind: 'token', form: 'system-code', system, code });
    } else if (codes.size === 0) {
      tokens.push({ kind: 'token', form: 'system', system });
    } else {
      return {
        code: 'not-found',
        fault: `leaves out some codes of ${system}: the code system is needed for that, and is not in this data store`,
      };
    }
  }
  return tokens;
}

async function codesOf(
  criterion: TerminologyCriterion,
  expansion: TerminologyExpansion,
): Promise<OrTerminologyFault<readonly TokenCriterion[]>> {
  switch (criterion.kind) {
    case 'value-set': {
      const set = await expansion.valueSet(criterion.valueSet);
      if (isTerminologyFault(set)) return set;
      const tokens = tokensOf(set);
      if (!isTerminologyFault(tokens)) return tokens;
      return { ...tokens, fault: `the value set ${criterion.valueSet} ${tokens.fault}` };
    }
    case 'hierarchy': {
      const { system, code, direction } = criterion;
      if (system === undefined)
        return {
          code: 'invalid',
          fault: `the system of ${code} is needed to find what is ${direction} it: system|code`,
        };
      const set = await expansion.hierarchy(system, code, direction);
      return isTerminologyFault(set)
        ? { ...set, fault: `what is ${direction} ${code} ${set.fault}` }
        : tokensOf(set);
    }
    default:
      return criterion satisfies never;
  }
}

/** Goes through a search and puts codes in; stops at the first fault. */
function createRewriting(source: ConformanceSource) {
  const expansion = createTerminologyExpansion(source);
  let count = 0;

  async function parameter(condition: ParameterCondition): Promise<OrTerminologyFault<ParameterCondition>> {
    const anyOf = new Map<string, Criterion>();
    const named = condition.param;
    for (const [index, criterion] of condition.anyOf.entries()) {
      if (!isTerminology(criterion)) {
        anyOf.set(String(index), criterion);
        continue;
      }
      const tokens = await codesOf(criterion, expansion);
      if (isTerminologyFault(tokens)) return { ...tokens, fault: `${named}: ${tokens.fault}` };
      for (const token of tokens) anyOf.set(JSON.stringify(token), token);
    }
    count += anyOf.size;
    if (count > maxCodes)
      return { code: 'too-costly', fault: `${named}: the search stands for more than ${maxCodes} codes` };
    return { ...condition, anyOf: [...anyOf.values()] };
  }

  async function typed({ type, condition }: TypeCondition): Promise<OrTerminologyFault<TypeCondition>> {
    const rewritten = await rewrite(condition);
    return isTerminologyFault(rewritten) ? rewritten : { type, condition: rewritten };
  }

  async function rewrite(condition: Condition): Promise<OrTerminologyFault<Condition>> {
    if (!needsExpansion(condition)) return condition;
    switch (condition.kind) {
      case 'parameter':
        return parameter(condition);
      case 'missing':
      case 'hierarchy':
        return condition;
      case 'chain': {
        const targets = await all(condition.targets, typed);
        return isTerminologyFault(targets) ? targets : { ...condition, targets };
      }
      case 'reverse-chain': {
        const rewritten = await typed(condition.source);
        return isTerminologyFault(rewritten) ? rewritten : { ...condition, source: rewritten };
      }
      case 'either': {
        const conditions = await all(condition.conditions, parameter);
        return isTerminologyFault(conditions) ? conditions : { ...condition, conditions };
      }
      default:
        return condition satisfies never;
    }
  }

  return async function search({ type, conditions }: TypeSearch): Promise<OrTerminologyFault<TypeSearch>> {
    const rewritten = await all(conditions, rewrite);
    return isTerminologyFault(rewritten) ? rewritten : { type, conditions: rewritten };
  };
}

async function all<T, R extends object>(
  items: readonly T[],
  each: (item: T) => Promise<OrTerminologyFault<R>>,
): Promise<OrTerminologyFault<readonly R[]>> {
  const results: R[] = [];
  for (const item of items) {
    const result = await each(item);
    if (isTerminologyFault(result)) return result;
    results.push(result);
  }
  return results;
}

/**
 * Puts the codes of value sets (`:in`, `:not-in`) and of hierarchies (`:above`, `:below`) in their places in a
 * search, as tokens. A search without them is given back as it is.
 *
 * Value sets are worked out from their definition: listed concepts, whole systems, other value sets, filters over
 * code systems of the source, and what is to be left out; else from the expansion they were stored with. The
 * closed value sets of the specification are always known.
 * @param source the value sets and code systems of the data store
 * @returns issues that name the parameter and what is not there, or is too much: `not-found`, `not-supported`,
 *   `invalid`, `too-costly` (more than 50,000 codes)
 * @see https://hl7.org/fhir/R4/search.html#modifiers
 * @example
 * await expandTerminology(query, { find: (type, by) => store.findTerminology(type, by) })
 */
export async function expandTerminology(
  query: SearchQuery,
  source: ConformanceSource,
): Promise<TerminologyOutcome> {
  if (!query.searches.some(({ conditions }) => conditions.some(needsExpansion))) return { ok: true, query };
  const searches = await all(query.searches, createRewriting(source));
  if (!isTerminologyFault(searches)) return { ok: true, query: { ...query, searches } };
  const { code, fault } = searches;
  return { ok: false, issues: [{ severity: 'error', code, diagnostics: fault }] };
}
