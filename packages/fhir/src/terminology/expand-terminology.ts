import type { Issue } from '../issue.js';
import type { Criterion, TerminologyCriterion, TokenCriterion } from '../search/criterion.js';
import type {
  Condition,
  ParameterCondition,
  SearchQuery,
  TypeCondition,
  TypeSearch,
} from '../search/search-query.js';
import { createCodeSystems, type CodeSystems } from './code-systems.js';
import { isTerminologyFault, type OrTerminologyFault, type TerminologyFault } from './terminology-fault.js';
import type { TerminologySource } from './terminology-source.js';
import { needed } from './unknown-code-system.js';
import { createValueSetCompiler, type ValueSetCompiler } from './value-set-compiler.js';
import { listedSize, type ValueSetPart } from './value-set-content.js';

/** Codes that one search may stand for: a value set of more is not what a search is made of. */
const maxCodes = 50_000;

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
      return condition.targets.some(needsInner);
    case 'reverse-chain':
      return needsInner(condition.source);
    case 'either':
    case 'all':
    case 'any':
      return condition.conditions.some(needsExpansion);
    default:
      return condition satisfies never;
  }
}

function needsInner({ condition, visible }: TypeCondition): boolean {
  return needsExpansion(condition) || (visible !== undefined && needsExpansion(visible));
}

/** What one search expands its criteria with; what was worked out is kept for its other criteria. */
interface Expansion {
  readonly systems: CodeSystems;
  readonly valueSets: ValueSetCompiler;
}

function tokensOf(system: string, codes: Iterable<string>): readonly TokenCriterion[] {
  return Array.from(codes, (code) => ({ kind: 'token', form: 'system-code', system, code }));
}

/** All codes that a part of a value set has, or the whole system where it has all of them. */
async function partTokens({
  provider,
  expression,
}: ValueSetPart): Promise<OrTerminologyFault<readonly TokenCriterion[]>> {
  const { system, coverage } = provider;
  if (expression.kind === 'codes') return tokensOf(system, expression.codes);
  const whole: readonly TokenCriterion[] = [{ kind: 'token', form: 'system', system }];
  if (expression.kind === 'all' && coverage !== 'complete') return whole;
  if (expression.kind === 'not' && coverage !== 'complete')
    return { code: 'not-found', fault: `leaves out some codes of ${system}, and ${needed(system)}` };
  const selected = await provider.select({ expression, offset: 0, count: maxCodes });
  if (isTerminologyFault(selected)) return selected;
  if (selected.total <= maxCodes)
    return tokensOf(
      system,
      selected.concepts.map(({ code }) => code),
    );
  // A search for the system itself is smaller than a very long list.
  return expression.kind === 'all' ? whole : tooMany;
}

const tooMany: TerminologyFault = {
  code: 'too-costly',
  fault: `stands for more than ${maxCodes} codes`,
};

async function valueSetTokens(
  reference: string,
  { valueSets }: Expansion,
): Promise<OrTerminologyFault<readonly TokenCriterion[]>> {
  const content = await valueSets.byReference(reference);
  const [fault] = content.faults;
  if (fault !== undefined) return fault;
  if (listedSize(content) > maxCodes) return named(reference, tooMany);
  const tokens: TokenCriterion[] = [];
  for (const part of content.parts) {
    const some = await partTokens(part);
    if (isTerminologyFault(some)) return named(reference, some);
    tokens.push(...some);
    if (tokens.length > maxCodes) return named(reference, tooMany);
  }
  return tokens;
}

function named(reference: string, { code, fault }: TerminologyFault): TerminologyFault {
  return { code, fault: `the value set ${reference} ${fault}` };
}

async function hierarchyTokens(
  system: string,
  code: string,
  direction: 'above' | 'below',
  { systems }: Expansion,
): Promise<OrTerminologyFault<readonly TokenCriterion[]>> {
  const provider = await systems.find(system);
  if (provider.coverage === 'none') return { code: 'not-found', fault: needed(system) };
  const op = direction === 'below' ? 'is-a' : 'generalizes';
  const filter = { property: 'concept', op, value: code };
  const selected = await provider.select({
    expression: { kind: 'filter', filter },
    offset: 0,
    count: maxCodes,
  });
  if (isTerminologyFault(selected)) return selected;
  if (selected.total > maxCodes) return tooMany;
  // The code itself is meant in any case, even where the system does not have it.
  return tokensOf(system, new Set([code, ...selected.concepts.map((concept) => concept.code)]));
}

async function codesOf(
  criterion: TerminologyCriterion,
  expansion: Expansion,
): Promise<OrTerminologyFault<readonly TokenCriterion[]>> {
  switch (criterion.kind) {
    case 'value-set':
      return valueSetTokens(criterion.valueSet, expansion);
    case 'hierarchy': {
      const { system, code, direction } = criterion;
      if (system === undefined)
        return {
          code: 'invalid',
          fault: `the system of ${code} is needed to find what is ${direction} it: system|code`,
        };
      const tokens = await hierarchyTokens(system, code, direction, expansion);
      return isTerminologyFault(tokens)
        ? { ...tokens, fault: `what is ${direction} ${code} ${tokens.fault}` }
        : tokens;
    }
    default:
      return criterion satisfies never;
  }
}

/** Goes through a search and puts codes in; stops at the first fault. */
function createRewriting(source: TerminologySource) {
  const systems = createCodeSystems(source);
  const expansion = { systems, valueSets: createValueSetCompiler(source, systems) };
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

  async function typed(target: TypeCondition): Promise<OrTerminologyFault<TypeCondition>> {
    const condition = await rewrite(target.condition);
    if (isTerminologyFault(condition)) return condition;
    const visible = target.visible && (await rewrite(target.visible));
    if (visible !== undefined && isTerminologyFault(visible)) return visible;
    return { type: target.type, condition, ...(visible && { visible }) };
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
      case 'all':
      case 'any': {
        const conditions = await all(condition.conditions, rewrite);
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
  source: TerminologySource,
): Promise<TerminologyOutcome> {
  if (!query.searches.some(({ conditions }) => conditions.some(needsExpansion))) return { ok: true, query };
  const searches = await all(query.searches, createRewriting(source));
  if (!isTerminologyFault(searches)) return { ok: true, query: { ...query, searches } };
  const { code, fault } = searches;
  return { ok: false, issues: [{ severity: 'error', code, diagnostics: fault }] };
}
