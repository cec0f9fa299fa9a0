import type { StringCriterion } from '../criterion.js';
import type { StringValue } from '../index-value.js';

/** By the beginning, any part, or all of a text (https://hl7.org/fhir/R4/search.html#string). */
export function matchesString(criterion: StringCriterion, value: StringValue): boolean {
  switch (criterion.match) {
    case 'starts-with':
      return value.value.startsWith(criterion.value);
    case 'contains':
      return value.value.includes(criterion.value);
    case 'exact':
      return value.text === criterion.value;
    default:
      return criterion.match satisfies never;
  }
}
