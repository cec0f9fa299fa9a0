import type { Hash64 } from '../hash/sip-hash.js';
import type { TermHash } from '../hash/term-hash.js';

/** Under which key the values of a parameter stand, of resources of one type: by themselves, or inside others. */
export type ParamKeys = (param: string) => Hash64;

/** The keys of the resources of a type. */
export function ownKeys(type: string, term: TermHash): ParamKeys {
  return (param) => term.parameter(type, param);
}

/**
 * The keys of resources of a type inside others, which a parameter leads to there: their values are rows of the
 * outer resource, which chains are answered by.
 *
 * @param outer the keys of the outer resource
 */
export function insideKeys(outer: ParamKeys, param: string, type: string, term: TermHash): ParamKeys {
  const base = outer(`${param}>${type}`);
  return (inner) => term.term(base, 'inside', inner);
}
