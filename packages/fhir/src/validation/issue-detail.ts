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
  'code-not-decidable': 'A code of which it cannot be decided here whether it is in the value set',
  'text-without-code': 'A concept with text alone, where a code of an extensible value set may apply',
} as const;

export type IssueDetail = keyof typeof issueDetails;
