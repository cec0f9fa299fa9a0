import type { Hash64 } from '../hash/sip-hash.js';
import type { TermHash } from '../hash/term-hash.js';
import type { ParamKeys } from './param-keys.js';

/**
 * The token row that tells whether a resource has values of a parameter of the data store's own. Those of R4 stand in
 * the resource's shape, which must not change when such a parameter comes or goes.
 *
 * @param param its key
 * @param has of a resource by itself there is no row where it has none; of one inside another there is
 */
export function presenceHash(keys: ParamKeys, param: string, has: boolean, term: TermHash): Hash64 {
  return term.term(keys(`${param}:presence`), 'presence', has ? 'some' : 'none');
}
