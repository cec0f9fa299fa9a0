import type { TokenCriterion } from '../criterion.js';
import type { IndexValue } from '../index-value.js';

/** What a token is compared with: of a token parameter, or of the identifier in a reference. */
export type TokenKind = 'token' | 'identifier';

/** The forms of https://hl7.org/fhir/R4/search.html#token; codes are compared as they stand. */
export function matchesToken(criterion: TokenCriterion, value: IndexValue, kind: TokenKind): boolean {
  if (criterion.form === 'of-type') {
    return (
      value.kind === 'identifier-type' &&
      value.system === criterion.system &&
      value.code === criterion.code &&
      value.value === criterion.value
    );
  }
  if (value.kind !== 'token' && value.kind !== 'identifier') return false;
  if (value.kind !== kind) return false;
  switch (criterion.form) {
    case 'code':
      return value.code === criterion.code;
    case 'system-code':
      return value.system === criterion.system && value.code === criterion.code;
    case 'no-system-code':
      return value.system === undefined && value.code === criterion.code;
    case 'system':
      return value.system === criterion.system;
    default:
      return criterion satisfies never;
  }
}
