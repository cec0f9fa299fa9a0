import { localTarget, type Criterion, type SimpleCriterion } from '@wellspring/fhir';

/** A criterion in which absolute addresses of resources of this data store are relative ones, as in its rows. */
export function localCriterion(criterion: Criterion, store: string): Criterion {
  if (criterion.kind === 'composite')
    return { ...criterion, components: criterion.components.map((each) => localReference(each, store)) };
  return criterion.kind === 'reference' ? localReference(criterion, store) : criterion;
}

function localReference<C extends SimpleCriterion>(criterion: C, store: string): C {
  if (criterion.kind !== 'reference') return criterion;
  const targets = criterion.targets.map((target) => localTarget(target, store));
  return targets.every((target, at) => target === criterion.targets[at])
    ? criterion
    : { ...criterion, targets };
}
