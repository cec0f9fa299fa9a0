import {
  compartmentItself,
  compartmentParameters,
  compartmentTypes,
  r4Parameters,
  type Condition,
} from '@wellspring/fhir';
import { toBigInt } from '../../hash/sip-hash.js';
import type { StoreContext } from '../../store-context.js';
import type { PlanContext } from '../../search/plan/plan-context.js';
import { planSearch } from '../../search/plan/plan-search.js';
import type { PlannedCondition } from '../../search/plan/search-plan.js';
import type { CompartmentQuery } from './compartment-query.js';

/** One range of the table `reference` whose rows are resources of a compartment. */
export interface MemberArm {
  readonly type: string;
  readonly hash: bigint;
  /** The key of the type's date parameter, where dates are looked at. */
  readonly dateKey: bigint | undefined;
}

/** The types that a query of a compartment is for, in the order of their names. */
export function memberTypes({ compartment, types }: CompartmentQuery): readonly string[] {
  const all = compartmentTypes(compartment).toSorted();
  return types === undefined ? all : all.filter((type) => types.includes(type));
}

type Planner = Pick<StoreContext, 'id' | 'term'>;

/** Every way to belong to a compartment but to be the resource that it is named by. */
export function memberArms(query: CompartmentQuery, store: Planner): readonly MemberArm[] {
  const { compartment, id, during } = query;
  const target = `${compartment}/${id}`;
  const { term } = store;
  return memberTypes(query).flatMap((type) => {
    const param = during?.params.get(type);
    const dateKey = param === undefined ? undefined : toBigInt(term.parameter(type, param));
    return hashesOf(compartment, type, target, store).map((hash) => ({ type, hash, dateKey }));
  });
}

/** What members of a type have to fulfil to be seen, in the terms of the index. */
export function plannedVisibility(
  { visible }: CompartmentQuery,
  type: string,
  store: Planner & Pick<StoreContext, 'parameters'>,
): PlannedCondition | undefined {
  const condition = visible?.get(type);
  if (condition === undefined) return undefined;
  const parameters = store.parameters.current().held;
  const context: PlanContext = { id: store.id, term: store.term, hierarchies: new Map(), parameters };
  // As one condition: by itself it might be taken for a list of ids.
  const whole: Condition = { kind: 'all', conditions: [condition] };
  return planSearch({ type, conditions: [whole] }, context).conditions[0];
}

function hashesOf(compartment: string, type: string, target: string, store: Planner): readonly bigint[] {
  // By the references of the specification alone.
  const context: PlanContext = { ...store, hierarchies: new Map(), parameters: r4Parameters };
  const hashes = (compartmentParameters(compartment, type) ?? [])
    .filter((param) => param !== compartmentItself)
    .flatMap((param) => {
      const anyOf = [{ kind: 'reference', targets: [target] } as const];
      const plan = planSearch({ type, conditions: [{ kind: 'parameter', param, anyOf }] }, context);
      return plan.conditions.flatMap((condition) => (condition.kind === 'arms' ? condition.arms : []));
    })
    .map((arm) => {
      if (arm.kind !== 'hash' || arm.table !== 'reference')
        throw new TypeError(`${type} belongs to a compartment by what is no reference`);
      return toBigInt(arm.hash);
    });
  return [...new Set(hashes)];
}
