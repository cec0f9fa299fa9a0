import { WellspringError } from '@wellspring/errors';
import {
  derivedParameter,
  hasNoneInside,
  isAlwaysThere,
  isOwnKey,
  typeInUrl,
  type ChainCondition,
  type Condition,
  type Criterion,
  type MissingCondition,
  type ParameterCondition,
  type TypeCondition,
  type TypeSearch,
} from '@wellspring/fhir';
import { firstVidAt } from '../../clock/version-clock.js';
import type { TermHash } from '../../hash/term-hash.js';
import { knownType } from '../../rows/resource-rows.js';
import type { ParamKeys } from '../../rows/param-keys.js';
import { presenceHash } from '../../rows/own-presence.js';
import { codesParam, tokenName } from '../../rows/token-names.js';
import type { Arm } from './arm.js';
import { insideScopes } from './inside-scopes.js';
import { insideName, ownScope, type PlanScope } from './plan-scope.js';
import { isNothing, nothing, planAll, planAny } from './combined-conditions.js';
import { criterionArms } from './criterion-arms.js';
import { distinctHashArms, referenceArm } from './hash-arms.js';
import { localCriterion } from './local-criterion.js';
import { mergeArms } from './merge-arms.js';
import { mergeRanges } from './merge-ranges.js';
import type { PlanContext } from './plan-context.js';
import { storedParams } from './stored-params.js';
import type { PlannedCondition, PlannedTarget, PlannedType, SearchPlan, VidSpan } from './search-plan.js';

/**
 * Turns a search of one type into the terms of the index. No database is asked.
 *
 * @throws WellspringError `search-not-supported`
 */
export function planSearch({ type, conditions }: TypeSearch, context: PlanContext): SearchPlan {
  const planned: PlannedCondition[] = [];
  const spans: (readonly VidSpan[])[] = [];
  const own = ownScope(type, context.term);
  let ids: readonly string[] | undefined;
  for (const condition of mergeRanges(type, conditions, context.parameters)) {
    const wanted = idsOf(condition);
    const times = wanted === undefined ? spansOf(condition) : undefined;
    if (wanted !== undefined) ids = ids === undefined ? [...wanted] : ids.filter((id) => wanted.has(id));
    else if (times !== undefined) spans.push(times);
    else planned.push(planCondition(own, condition, context));
  }
  return { type: planType(type, context.term), conditions: planned, ids, spans };
}

export function planType(type: string, term: TermHash): PlannedType {
  return {
    number: knownType(type),
    whole: { kind: 'hash', table: 'token', hash: term.parameter(type, '_type'), repeats: false },
  };
}

/** The resources of a type in which a parameter has values, or has none. @param name its key */
export function presence(
  { keys, depth }: Pick<PlanScope, 'keys' | 'depth'>,
  name: string,
  has: boolean,
  term: TermHash,
): PlannedCondition {
  // Of a resource by itself a row is there only where there are values of a data store's own parameter.
  if (isOwnKey(name) && depth === 0 && !has)
    return { kind: 'arms', arms: [presenceArm(keys, name, true, term)], negated: true };
  return { kind: 'arms', arms: [presenceArm(keys, name, has, term)], negated: false };
}

function presenceArm(keys: ParamKeys, name: string, has: boolean, term: TermHash): Arm {
  if (isOwnKey(name))
    return { kind: 'hash', table: 'token', hash: presenceHash(keys, name, has, term), repeats: false };
  return {
    kind: 'dictionary',
    table: 'token',
    key: keys('_shape'),
    filter: { kind: 'names', name, has },
  };
}

function planMissing(
  scope: PlanScope,
  { param, missing }: MissingCondition,
  term: TermHash,
): PlannedCondition {
  const { type, depth } = scope;
  if (depth > 0 && hasNoneInside(param)) return { kind: 'arms', arms: [], negated: false };
  // Every resource has them: they are in no shape.
  if (isAlwaysThere(param))
    return { kind: 'arms', arms: missing ? [] : [planType(type, term).whole], negated: false };
  return presence(scope, param, !missing, term);
}

function planCondition(scope: PlanScope, condition: Condition, context: PlanContext): PlannedCondition {
  const { term } = context;
  switch (condition.kind) {
    case 'parameter': {
      const { negated = false } = condition;
      if (scope.depth > 0)
        return { kind: 'arms', arms: insideArms(scope, condition, context), negated: false };
      return {
        kind: 'arms',
        arms: mergeArms(distinctHashArms(parameterArms(scope, condition, context))),
        negated,
      };
    }
    case 'either': {
      const arms = condition.conditions.flatMap((each) => parameterArms(scope, each, context));
      return { kind: 'arms', arms: distinctHashArms(arms), negated: false };
    }
    case 'missing':
      return planMissing(scope, condition, term);
    case 'hierarchy': {
      const { param, targets } = condition;
      const found = context.hierarchies.get(condition);
      if (found === undefined) throw new TypeError('Hierarchies are looked up before a search is planned');
      const arms = [
        ...parameterArms(scope, { param, anyOf: [{ kind: 'reference', targets }] }, context),
        ...referenceKeys(scope, param).flatMap((key) => found.map((self) => referenceArm(key, self))),
      ];
      return { kind: 'arms', arms: distinctHashArms(arms), negated: false };
    }
    case 'chain':
      return planChain(scope, condition, context);
    case 'reverse-chain': {
      // Nothing refers to what lies inside.
      if (scope.depth > 0) return nothing;
      const source = planTarget(condition.source, context);
      if (isNothing(source.condition)) return nothing;
      const keys = referenceKeys(ownScope(condition.source.type, term), condition.param);
      return { kind: 'reverse-chain', keys, source };
    }
    case 'all':
      return planAll(condition.conditions.map((each) => planCondition(scope, each, context)));
    case 'any':
      return planAny(condition.conditions.map((each) => planCondition(scope, each, context)));
    default:
      return condition satisfies never;
  }
}

/** Through resources of the data store and, where there are any, inside the outer one. */
function planChain(scope: PlanScope, condition: ChainCondition, context: PlanContext): PlannedCondition {
  const { term, insides } = context;
  const targets = condition.targets
    .map((target) => planTarget(target, context))
    .filter((target) => !isNothing(target.condition));
  const stored: PlannedCondition =
    targets.length === 0 ? nothing : { kind: 'chain', keys: referenceKeys(scope, condition.param), targets };
  if (insides === undefined || insides.size === 0) return stored;
  const inside = insideScopes(scope, condition, term)
    .filter(([inner]) => insides.has(insideName(inner)))
    .map(([inner, target]) => planCondition(inner, target.condition, context));
  return planAny([stored, ...inside]);
}

/**
 * What resources inside others are found by. Several of one outer resource share their keys, so that what is not
 * there has to be told by an entry for each: all codes of a parameter, or the lack of any.
 */
function insideArms(scope: PlanScope, condition: ParameterCondition, context: PlanContext): readonly Arm[] {
  const { param, anyOf, negated = false } = condition;
  if (hasNoneInside(param)) return [];
  if (!negated) return mergeArms(distinctHashArms(parameterArms(scope, condition, context)));
  const { keys } = scope;
  const key = keys(param);
  const names = anyOf.map((criterion) => {
    if (criterion.kind !== 'token') throw new TypeError('Only tokens are negated');
    return tokenName(criterion, key, context.term);
  });
  const codes = keys(codesParam(param));
  return [
    { kind: 'dictionary', table: 'token', key: codes, filter: { kind: 'none-of', names } },
    presenceArm(keys, param, false, context.term),
  ];
}

function parameterArms(
  scope: PlanScope,
  { param, anyOf }: Pick<ParameterCondition, 'param' | 'anyOf'>,
  { id, term, parameters }: PlanContext,
): readonly Arm[] {
  const { type } = scope;
  const derived = derivedParameter(type, param);
  try {
    return anyOf.flatMap((criterion) => armsOf(localCriterion(criterion, id)));
  } catch (error) {
    if (!(error instanceof WellspringError)) throw error;
    throw new WellspringError(error.code, `The search parameter "${param}": ${error.message}`, {
      cause: error,
    });
  }

  function armsOf(criterion: Criterion): readonly Arm[] {
    // Identifiers of references have rows for every parameter: a Reference without a type may be a patient.
    if (derived === undefined || criterion.kind === 'identifier')
      return criterionArms(scope, param, criterion, term, parameters);
    const { sources, targetType } = derived;
    const ofSources = (asked: Criterion): readonly Arm[] =>
      sources.flatMap((source) => criterionArms(scope, source, asked, term, parameters));
    if (targetType === undefined || criterion.kind !== 'reference') return ofSources(criterion);
    // `patient` is answered by the rows of `subject`, which may lead to a Group as well; only what does not tell
    // its type by itself, as a URN, has rows of `patient`.
    const told = criterion.targets.filter((target) => typeInUrl(target) === targetType);
    if (told.length === criterion.targets.length) return ofSources(criterion);
    const untold = criterion.targets.filter((target) => typeInUrl(target) === undefined);
    return [
      ...ofSources({ ...criterion, targets: told }),
      ...criterionArms(scope, param, { ...criterion, targets: untold }, term, parameters),
    ];
  }
}

function planTarget({ type, condition, visible }: TypeCondition, context: PlanContext): PlannedTarget {
  const whole: Condition =
    visible === undefined ? condition : { kind: 'all', conditions: [visible, condition] };
  return {
    type: planType(type, context.term),
    condition: planCondition(ownScope(type, context.term), whole, context),
  };
}

function referenceKeys({ type, keys }: PlanScope, param: string) {
  return storedParams(type, param).map(keys);
}

/** `_id`: resources to fetch, not rows to look through. */
function idsOf(condition: Condition): ReadonlySet<string> | undefined {
  if (condition.kind !== 'parameter' || condition.negated === true) return undefined;
  const ids = condition.anyOf.flatMap((criterion) => (criterion.kind === 'id' ? [criterion.id] : []));
  return ids.length > 0 ? new Set(ids) : undefined;
}

/** `_lastUpdated`: bounds of the key that pages go by. */
function spansOf(condition: Condition): readonly VidSpan[] | undefined {
  if (condition.kind !== 'parameter' || condition.negated === true) return undefined;
  const spans = condition.anyOf.flatMap((criterion) =>
    criterion.kind === 'last-updated'
      ? [{ low: firstVidAt(criterion.low), high: firstVidAt(criterion.high) }]
      : [],
  );
  return spans.length > 0 ? spans : undefined;
}
