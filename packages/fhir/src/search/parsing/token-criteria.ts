import type { IdentifierCriterion, MimeTypeCriterion, TextCriterion, TokenCriterion } from '../criterion.js';
import { mimeTypesBelow } from '../mime-type.js';
import { splitEscaped, unescapeValue } from './escape.js';
import { allOrFault, isFault, type OrFault } from './fault.js';
import { normalisedText } from './string-criteria.js';

/** A token taken apart: what stands before its `|` (absent without one), and what after it. */
export interface TokenParts {
  readonly system?: string;
  readonly code: string;
}

/** Takes `code`, `system|code`, `|code` or `system|` apart. */
export function tokenParts(text: string): OrFault<TokenParts> {
  if (!text.includes('|')) {
    const code = unescapeValue(text);
    return isFault(code) ? code : { code };
  }
  const parts = allOrFault(splitEscaped(text, '|').map(unescapeValue));
  if (isFault(parts)) return parts;
  if (parts.length > 2) return { fault: 'has more than one "|" (within a value it is written "\\|")' };
  const [first = '', second] = parts;
  if (second === undefined) return { code: first };
  if (first === '' && second === '') return { fault: 'has neither a system nor a code' };
  return { system: first, code: second };
}

function criterion({ system, code }: TokenParts): TokenCriterion {
  if (system === undefined) return { kind: 'token', form: 'code', code };
  if (system === '') return { kind: 'token', form: 'no-system-code', code };
  if (code === '') return { kind: 'token', form: 'system', system };
  return { kind: 'token', form: 'system-code', system, code };
}

/**
 * `code`, `system|code`, `|code` or `system|` (https://hl7.org/fhir/R4/search.html#token).
 * @param foldsCase whether the parameter also has values of type string, whose "search is not case
 *   sensitive": they are indexed in lower case, and looked for in lower case beside the text as given
 */
export function tokenCriteria(text: string, foldsCase: boolean): OrFault<readonly TokenCriterion[]> {
  const parts = tokenParts(text);
  if (isFault(parts)) return parts;
  const given = criterion(parts);
  if (!foldsCase || given.form === 'system' || given.form === 'system-code') return [given];
  const folded = parts.code.toLowerCase();
  return folded === parts.code ? [given] : [given, criterion({ ...parts, code: folded })];
}

/** `code:text=head`: the beginning of what a code is called. */
export function textCriterion(text: string): OrFault<TextCriterion> {
  const value = normalisedText(text);
  return isFault(value) ? value : { kind: 'text', value };
}

/** `identifier:of-type=system|code|value`: "all three parts must be present". */
export function ofTypeCriterion(text: string): OrFault<TokenCriterion> {
  const parts = allOrFault(splitEscaped(text, '|').map(unescapeValue));
  if (isFault(parts)) return parts;
  const [system = '', code = '', value = ''] = parts;
  if (parts.length !== 3 || parts.includes('')) {
    return { fault: 'is not of the form system|code|value, none of them empty' };
  }
  return { kind: 'token', form: 'of-type', system, code, value };
}

/** `subject:identifier=system|value`: the token of a reference's own identifier. */
export function identifierCriterion(text: string): OrFault<IdentifierCriterion> {
  const parts = tokenParts(text);
  return isFault(parts) ? parts : { kind: 'identifier', token: criterion(parts) };
}

/**
 * `contenttype:below=text/xml`: the base part of a mime type, with whatever parameters. Mime types are indexed
 * without a system.
 * @see https://hl7.org/fhir/R4/search.html#mimetype
 */
export function mimeTypeCriterion(text: string): OrFault<MimeTypeCriterion> {
  const parts = tokenParts(text);
  if (isFault(parts)) return parts;
  if (parts.system !== undefined && parts.system !== '')
    return { fault: 'names a system, which mime types have none of' };
  if (!/^[^/;\s]+(?:\/[^/;]*)?(?:;.*)?$/.test(parts.code)) return { fault: 'is not a mime type' };
  return { kind: 'mime-type', prefix: mimeTypesBelow(parts.code) };
}
