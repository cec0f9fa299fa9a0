import type { StringCriterion } from '../criterion.js';
import { normaliseString } from '../normalise-string.js';
import { unescapeValue } from './escape.js';
import { isFault, type OrFault } from './fault.js';

/** A text without its escapes in the form that texts are compared in, not empty. */
export function normalisedText(text: string): OrFault<string> {
  const given = unescapeValue(text);
  if (isFault(given)) return given;
  const value = normaliseString(given);
  return value === '' ? { fault: 'has neither letters nor digits to search for' } : value;
}

/**
 * The beginning of a string, any part of it (`:contains`), or all of it, character by character
 * (`:exact`).
 * @see https://hl7.org/fhir/R4/search.html#string
 */
export function stringCriterion(text: string, match: StringCriterion['match']): OrFault<StringCriterion> {
  const value = match === 'exact' ? unescapeValue(text) : normalisedText(text);
  return isFault(value) ? value : { kind: 'string', match, value };
}
