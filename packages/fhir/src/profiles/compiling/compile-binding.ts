import { canonicalParts } from '../../conformance/conformance-source.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { specifiedValueSet } from '../../terminology/specified-value-set.js';
import type { BindingRule } from '../compiled-profile.js';
import { objectsOf, textOf } from '../snapshot/element-json.js';
import { hasSame, type Baseline } from './baseline.js';

const maxValueSet = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';

/** The value set that a binding names and its strength, where codes have to be in it. */
export function boundValueSet(element: JsonObject): Omit<BindingRule, 'codes' | 'kind'> | undefined {
  const { binding } = element;
  if (!isObject(binding)) return undefined;
  const [valueSet, strength] = [textOf(binding, 'valueSet'), textOf(binding, 'strength')];
  if (valueSet === undefined || (strength !== 'required' && strength !== 'extensible')) return undefined;
  return { valueSet, strength };
}

/** The value set of a binding that no code may be out of, whatever its strength. */
function largestValueSet(element: JsonObject): string | undefined {
  const { binding } = element;
  if (!isObject(binding)) return undefined;
  const largest = objectsOf(binding, 'extension').find(({ url }) => url === maxValueSet);
  return largest && (textOf(largest, 'valueCanonical') ?? textOf(largest, 'valueUri'));
}

function rule(valueSet: string, strength: BindingRule['strength']): BindingRule {
  return { kind: 'binding', valueSet, strength, codes: specifiedValueSet(canonicalParts(valueSet)) };
}

/** The bindings of an element that are not judged anyway. */
export function bindingRules(element: JsonObject, baseline: Baseline): readonly BindingRule[] {
  const rules: BindingRule[] = [];
  const bound = boundValueSet(element);
  const isKnown = hasSame(baseline, element, (each) => {
    const binding = boundValueSet(each);
    return binding && ([canonicalParts(binding.valueSet).url, binding.strength] satisfies JsonValue);
  });
  if (bound !== undefined && !isKnown) rules.push(rule(bound.valueSet, bound.strength));
  const largest = largestValueSet(element);
  if (largest !== undefined && !hasSame(baseline, element, largestValueSet))
    rules.push(rule(largest, 'required'));
  return rules;
}
