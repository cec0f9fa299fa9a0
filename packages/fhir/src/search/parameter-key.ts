import type { SearchParameter } from './search-parameter.js';

/** No name of a search parameter has it: a data store's own are told by it. */
const mark = '~';

/**
 * Under which name the values of a parameter are kept and asked for. Of R4's parameters it is their name; of those
 * that a data store has for itself there is a number besides, so that no other definition of the same name, be it
 * of the same store at another time, ever meets their values.
 */
export function parameterKey({ name, key }: Pick<SearchParameter, 'name' | 'key'>): string {
  return key ?? name;
}

/**
 * The key of a data store's own parameter.
 * @param number that no other definition of the data store has, or had
 * @example ownKey('eye-colour', 17) // 'eye-colour~17'
 */
export function ownKey(name: string, number: number): string {
  return `${name}${mark}${number}`;
}

/** Whether it is the key of a data store's own parameter. */
export function isOwnKey(key: string): boolean {
  return key.includes(mark);
}
