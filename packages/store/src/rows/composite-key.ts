import type { SimpleIndexValue, TokenCriterion } from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import type { TermHash } from '../hash/term-hash.js';

/*
 * The key of a tuple is made of its tokens, references and URIs, one after the other. A token goes in by its
 * code; the first token's system stands beside the key, as in a token row, and a second token makes two keys,
 * without its system and with it. A token that has a system alone goes in by that.
 */

/** A key of a tuple's rows. */
export interface TupleKey {
  readonly row: Hash64;
  /** What it is asked by where a system stands for all of its codes; absent: by the key itself. */
  readonly asked?: Hash64;
}

type TokenValue = Extract<SimpleIndexValue, { kind: 'token' }>;

/** The key with one thing more. */
export function withMore({ row, asked }: TupleKey, more: (key: Hash64) => Hash64): TupleKey {
  return { row: more(row), ...(asked !== undefined && { asked: more(asked) }) };
}

/** The keys with a token more. */
export function withToken(
  keys: readonly TupleKey[],
  { system, code }: Pick<TokenValue, 'system' | 'code'>,
  isFirst: boolean,
  term: TermHash,
): readonly TupleKey[] {
  const anyCode = (key: Hash64): Hash64 => anyCodeKey(key, system!, term);
  const byCode = (key: Hash64): Hash64 => term.term(key, 'code', code!);
  const exact = (key: Hash64): Hash64 => (isFirst ? byCode(key) : exactSystem(byCode(key), system, term));
  return keys.flatMap((key): readonly TupleKey[] => {
    const { row, asked = row } = key;
    const bySystem = (to: Hash64): readonly TupleKey[] =>
      system === undefined ? [] : [{ row: to, asked: anyCode(asked) }];
    if (code === undefined) return [withMore(key, anyCode), ...bySystem(anyCode(row))];
    return [withMore(key, byCode), ...(isFirst ? [] : [withMore(key, exact)]), ...bySystem(exact(row))];
  });
}

/** The key that a token is asked by. */
export function askedKey(
  key: Hash64,
  token: Exclude<TokenCriterion, { form: 'of-type' }>,
  isFirst: boolean,
  term: TermHash,
): Hash64 {
  switch (token.form) {
    case 'system':
      return anyCodeKey(key, token.system, term);
    case 'code':
      return term.term(key, 'code', token.code);
    case 'system-code':
    case 'no-system-code': {
      const anySystem = term.term(key, 'code', token.code);
      const system = token.form === 'system-code' ? token.system : undefined;
      return isFirst ? anySystem : exactSystem(anySystem, system, term);
    }
    default:
      return token satisfies never;
  }
}

/** All codes of a system. */
function anyCodeKey(key: Hash64, system: string, term: TermHash): Hash64 {
  return term.term(key, 'any-code', system);
}

/** A second token whose system is part of the question; no system is one, too. */
function exactSystem(anySystem: Hash64, system: string | undefined, term: TermHash): Hash64 {
  return term.term(anySystem, 'system', system ?? '');
}
