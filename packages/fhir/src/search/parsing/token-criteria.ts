import type { TokenCriterion } from '../criterion.js';
import { splitEscaped, unescapeValue } from './escape.js';
import { allOrFault, isFault, type OrFault } from './fault.js';

function criterion(system: string | undefined, code: string): OrFault<TokenCriterion> {
  if (system === undefined) return { kind: 'token', form: 'code', code };
  if (system === '' && code === '') return { fault: 'has neither a system nor a code' };
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
  const parts = allOrFault(splitEscaped(text, '|').map(unescapeValue));
  if (isFault(parts)) return parts;
  if (parts.length > 2) return { fault: 'has more than one "|" (within a value it is written "\\|")' };
  const [first = '', second] = parts;
  const [system, code] = second === undefined ? [undefined, first] : [first, second];
  const given = criterion(system, code);
  if (isFault(given)) return given;
  const folded = code.toLowerCase();
  if (!foldsCase || folded === code || given.form === 'system' || given.form === 'system-code')
    return [given];
  return [given, { ...given, code: folded }];
}
