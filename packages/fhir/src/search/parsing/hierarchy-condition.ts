import { typeInUrl } from '../../fhirpath/reference-type.js';
import type { CanonicalVersionCriterion, ReferenceCriterion } from '../criterion.js';
import { parameterKey } from '../parameter-key.js';
import { hierarchyLinks } from '../reference-hierarchy.js';
import { targetTypes } from '../reference-parameters.js';
import type { SearchParameter } from '../search-parameter.js';
import type { HierarchyCondition } from '../search-query.js';
import { parameterCondition, type ConditionReading, type ParameterContext } from './condition-reading.js';
import { unescapeValue } from './escape.js';
import { isFault, type OrFault } from './fault.js';
import { rangeLookUps } from './look-ups.js';
import { listed } from './quoted.js';
import { isAbsolute, referenceCriterion } from './reference-criteria.js';

/**
 * `location:below=42`, `encounter:above=Encounter/21`: the resource itself counts, too.
 * @see https://hl7.org/fhir/R4/search.html#recursive
 */
export function hierarchyCondition(
  parameter: SearchParameter,
  direction: HierarchyCondition['direction'],
  context: ParameterContext,
): ConditionReading {
  const links = hierarchyLinks(parameter);
  const types = links.map(({ type }) => type);
  const targets = new Set<string>();
  const reading = parameterCondition(context, parameterKey(parameter), (text) => {
    const criterion = referenceCriterion(text, targetTypes(parameter), context.baseUrl);
    if (isFault(criterion)) return criterion;
    const [only, ...more] = criterion.targets;
    const told = more.length === 0 && only !== undefined ? typeInUrl(only) : undefined;
    if (told !== undefined && !types.includes(told))
      return {
        fault: `is a ${told}, which has nothing ${direction} it: only resources of the type ${listed(types)} do`,
      };
    for (const target of criterion.targets) targets.add(target);
    return [criterion];
  });
  if (reading.kind !== 'condition') return reading;
  const condition: HierarchyCondition = {
    kind: 'hierarchy',
    param: parameterKey(parameter),
    direction,
    targets: [...targets],
    links,
  };
  return { kind: 'condition', condition, lookUps: reading.lookUps * rangeLookUps };
}

/**
 * `questionnaire:below=url` finds the canonical URL with whatever version, `url|1` those that the version 1 is a
 * part of: 1, 1.0, 1.1.
 * @see https://hl7.org/fhir/R4/search.html#versions
 */
export function canonicalBelowCriterion(
  text: string,
): OrFault<ReferenceCriterion | CanonicalVersionCriterion> {
  const value = unescapeValue(text);
  if (isFault(value)) return value;
  if (!isAbsolute(value)) return { fault: 'is not a canonical URL' };
  const bar = value.indexOf('|');
  if (bar < 0) return { kind: 'reference', targets: [value] };
  const version = value.slice(bar + 1);
  if (version === '') return { fault: 'has no version after its "|"' };
  return { kind: 'canonical-version', url: value.slice(0, bar), version };
}
