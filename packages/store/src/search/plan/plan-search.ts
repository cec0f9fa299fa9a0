import { WellspringError } from '@wellspring/errors';
import {
  derivedParameter,
  isAlwaysThere,
  typeInUrl,
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
import type { Arm } from './arm.js';
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
  let ids: readonly string[] | undefined;
  for (const condition of mergeRanges(type, conditions)) {
    const wanted = idsOf(condition);
    const times = wanted === undefined ? spansOf(condition) : undefined;
    if (wanted !== undefined) ids = ids === undefined ? [...wanted] : ids.filter((id) => wanted.has(id));
    else if (times !== undefined) spans.push(times);
    else planned.push(planCondition(type, condition, context));
  }
  return { type: planType(type, context.term), conditions: planned, ids, spans };
}

export function planType(type: string, term: TermHash): PlannedType {
  return {
    number: knownType(type),
    whole: { kind: 'hash', table: 'token', hash: term.parameter(type, '_type'), repeats: false },
  };
}

/** The arm of the resources of a type in which a parameter has values, or has none. */
export function presenceArm(type: string, name: string, has: boolean, term: TermHash): Arm {
  return {
    kind: 'dictionary',
    table: 'token',
    key: term.parameter(type, '_shape'),
    filter: { kind: 'names', name, has },
  };
}

function missingArms(type: string, { param, missing }: MissingCondition, term: TermHash): readonly Arm[] {
  // Every resource has them: they are in no shape.
  if (isAlwaysThere(param)) return missing ? [] : [planType(type, term).whole];
  return [presenceArm(type, param, !missing, term)];
}

function planCondition(type: string, condition: Condition, context: PlanContext): PlannedCondition {
  const { term } = context;
  switch (condition.kind) {
    case 'parameter': {
      const { negated = false } = condition;
      return {
        kind: 'arms',
        arms: mergeArms(distinctHashArms(parameterArms(type, condition, context))),
        negated,
      };
    }
    case 'either': {
      const arms = condition.conditions.flatMap((each) => parameterArms(type, each, context));
      return { kind: 'arms', arms: distinctHashArms(arms), negated: false };
    }
    case 'missing':
      return { kind: 'arms', arms: missingArms(type, condition, term), negated: false };
    case 'hierarchy': {
      const { param, targets } = condition;
      const found = context.hierarchies.get(condition);
      if (found === undefined) throw new TypeError('Hierarchies are looked up before a search is planned');
      const arms = [
        ...parameterArms(type, { param, anyOf: [{ kind: 'reference', targets }] }, context),
        ...referenceKeys(type, param, term).flatMap((key) => found.map((self) => referenceArm(key, self))),
      ];
      return { kind: 'arms', arms: distinctHashArms(arms), negated: false };
    }
    case 'chain':
      return {
        kind: 'chain',
        keys: referenceKeys(type, condition.param, term),
        targets: condition.targets.map((target) => planTarget(target, context)),
      };
    case 'reverse-chain':
      return {
        kind: 'reverse-chain',
        keys: referenceKeys(condition.source.type, condition.param, term),
        source: planTarget(condition.source, context),
      };
    default:
      return condition satisfies never;
  }
}

function parameterArms(
  type: string,
  { param, anyOf }: Pick<ParameterCondition, 'param' | 'anyOf'>,
  { id, term }: PlanContext,
): readonly Arm[] {
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
      return criterionArms(type, param, criterion, term);
    const { sources, targetType } = derived;
    const ofSources = (asked: Criterion): readonly Arm[] =>
      sources.flatMap((source) => criterionArms(type, source, asked, term));
    if (targetType === undefined || criterion.kind !== 'reference') return ofSources(criterion);
    // `patient` is answered by the rows of `subject`, which may lead to a Group as well; only what does not tell
    // its type by itself, as a URN, has rows of `patient`.
    const told = criterion.targets.filter((target) => typeInUrl(target) === targetType);
    const untold = criterion.targets.filter((target) => typeInUrl(target) === undefined);
    return [
      ...ofSources({ ...criterion, targets: told }),
      ...criterionArms(type, param, { ...criterion, targets: untold }, term),
    ];
  }
}

function planTarget({ type, condition }: TypeCondition, context: PlanContext): PlannedTarget {
  return { type: planType(type, context.term), condition: planCondition(type, condition, context) };
}

function referenceKeys(type: string, param: string, term: TermHash) {
  return storedParams(type, param).map((stored) => term.parameter(type, stored));
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
