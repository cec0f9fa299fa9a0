import type { TokenCriterion, TokenValue } from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import type { TermHash } from '../hash/term-hash.js';

/** Which parameter of a resource inside another has its codes in one entry, for `:not`. */
export function codesParam(param: string): string {
  return `${param}:codes`;
}

/** What a token is called among all codes of a parameter: by each form of it that can be asked for. */
export function tokenNames(
  { system, code }: Pick<TokenValue, 'system' | 'code'>,
  key: Hash64,
  term: TermHash,
): readonly string[] {
  const names: string[] = [];
  if (code !== undefined) {
    const name = nameOf(term.term(key, 'code', code));
    names.push(name, `${name}/${system === undefined ? 0 : term.short(system)}`);
  }
  if (system !== undefined) names.push(nameOf(term.term(key, 'system', system)));
  return names;
}

/** The name of the tokens that a criterion lets through. */
export function tokenName(criterion: TokenCriterion, key: Hash64, term: TermHash): string {
  switch (criterion.form) {
    case 'code':
      return nameOf(term.term(key, 'code', criterion.code));
    case 'system-code':
      return `${nameOf(term.term(key, 'code', criterion.code))}/${term.short(criterion.system)}`;
    case 'no-system-code':
      return `${nameOf(term.term(key, 'code', criterion.code))}/0`;
    case 'system':
      return nameOf(term.term(key, 'system', criterion.system));
    case 'of-type':
      throw new TypeError('No token of an identifier with its type is negated');
    default:
      return criterion satisfies never;
  }
}

function nameOf({ hi, lo }: Hash64): string {
  return `${(hi >>> 0).toString(36)}.${(lo >>> 0).toString(36)}`;
}
