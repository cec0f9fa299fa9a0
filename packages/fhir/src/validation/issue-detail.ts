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
} as const;

export type IssueDetail = keyof typeof issueDetails;
