/** The code system of `OperationOutcome.issue.details` for what validation finds. */
export const issueDetailSystem = 'urn:wellspring:validation-issue';

/**
 * What validation can find, by code: programs go by these, people by the text. One catalogue for structure,
 * invariants, bindings, profiles and terminology; docs/validation.md is written from it.
 */
export const issueDetails = {
  'unknown-element': 'An element that the type does not have',
  'wrong-type': 'A value of another JSON type than the element has',
  'missing-element': 'An element that is required is not there',
  'too-many': 'More values than the element may have',
  'invalid-format': 'A primitive value that is not in its format or range',
  'empty-element': 'An element without content: null, an empty object or array',
  'ambiguous-choice': 'A choice of types with more than one',
  'code-not-in-value-set': 'A code that is not in the value set the element is bound to',
  'unknown-profile': 'A profile, or a package of profiles, that is not known here',
  'unusable-profile': 'A profile that is known and cannot be checked',
  'profile-of-other-type': 'A profile that constrains another type of resources',
  'other-type': 'A resource of another type than the address says',
  'other-id': 'A resource with another id than the address says',
  'other-version': 'Another current version than If-Match says',
  'unknown-code': 'A code that its code system does not have',
  'invalid-system': 'A system that is no absolute URI, or that names a value set',
  'invariant-failed': 'An invariant of the definition that does not hold',
  'reference-target': 'A reference to a type of resource that the element does not refer to',
  'invalid-reference': 'A reference that is no URL of a resource, or leads to no contained resource',
  'nested-contained': 'A contained resource inside a contained resource',
  'unreferenced-contained': 'A contained resource that nothing refers to',
  'invalid-narrative': 'Narrative that is not the XHTML that FHIR allows, or is empty',
  'bundle-entry': 'An entry of a Bundle that does not fit the type of the Bundle or its own resource',
  'contradicting-values': 'Values within one element or resource that contradict each other',
  'extension-context': 'An extension where its definition does not allow it, or with a value of another type',
  'unknown-extension': 'A modifier extension, or one under the URL of the specification, that is not known',
  'profile-not-met': 'A value that is to meet a profile, and does not',
  'type-not-allowed': 'A value of a type that the profile does not allow here',
  'value-not-fixed': 'A value other than the one that the profile fixes',
  'pattern-not-met': 'A value without what the pattern of the profile has',
  'value-out-of-range': 'A value below the least or above the largest that the profile allows',
  'text-too-long': 'A text longer than the profile allows',
  'slice-missing': 'Fewer values of a slice than the profile needs',
  'slice-too-many': 'More values of a slice than the profile allows',
  'slice-not-found': 'A value that belongs to none of the slices, which are all that is allowed',
  'slice-ambiguous': 'A value that belongs to more than one slice',
  'slice-order': 'A value of a slice out of the order of the slices',
  'questionnaire-not-met':
    'An answer that is not what the Questionnaire asks for, or none where one is required',
  'check-incomplete': 'A check that was broken off, or could not be made',
  'code-not-decidable': 'A code of which it cannot be decided here whether it is in the value set',
  'text-without-code': 'A concept with text alone, where a code of an extensible value set may apply',
} as const;

export type IssueDetail = keyof typeof issueDetails;
