import type { TerminologyCriterion } from '../criterion.js';
import { unescapeValue } from './escape.js';
import { isFault, type OrFault } from './fault.js';
import { isAbsolute, ownPath } from './reference-criteria.js';
import { tokenParts } from './token-criteria.js';

const logicalReference = /^ValueSet\/[A-Za-z0-9\-.]{1,64}$/;

/**
 * `:in` and `:not-in`: the canonical URL of a value set, with its version or without, or the address of
 * one that is stored here (`ValueSet/103`).
 * @see https://hl7.org/fhir/R4/search.html#token
 */
export function valueSetCriterion(text: string, baseUrl: string | undefined): OrFault<TerminologyCriterion> {
  const given = unescapeValue(text);
  if (isFault(given)) return given;
  const valueSet = ownPath(given, baseUrl) ?? given;
  if (isAbsolute(valueSet) || logicalReference.test(valueSet)) return { kind: 'value-set', valueSet };
  return { fault: 'is neither the URL of a value set nor ValueSet/ with its id' };
}

/** `:above` and `:below` of a token: a code with those that it is one of, or that are of its kind. */
export function hierarchyCriterion(
  text: string,
  direction: 'above' | 'below',
): OrFault<TerminologyCriterion> {
  const parts = tokenParts(text);
  if (isFault(parts)) return parts;
  const { system, code } = parts;
  if (code === '') return { fault: 'has a system, but no code to have others above or below it' };
  if (system === '') return { fault: 'has a code without a system, which has none above or below it' };
  return { kind: 'hierarchy', direction, ...(system !== undefined && { system }), code };
}
