import { indexedText, urisAbove, type UriCriterion } from '@wellspring/fhir';
import type { Hash64 } from '../../hash/sip-hash.js';
import type { TermHash } from '../../hash/term-hash.js';
import type { Arm } from './arm.js';

/** A URI: itself, what lies below it, or all that it lies below (https://hl7.org/fhir/R4/search.html#uri). */
export function uriArms({ match, value }: UriCriterion, key: Hash64, term: TermHash): readonly Arm[] {
  const equal = (uri: string): Arm => ({
    kind: 'hash',
    table: 'token',
    hash: term.term(key, 'uri', uri),
    repeats: false,
  });
  switch (match) {
    case 'equal':
      return [equal(value)];
    case 'above':
      return urisAbove(value).map(equal);
    case 'below': {
      // `a/b` has `a/b` and `a/b/c` below it, not `a/bc`.
      const prefix = indexedText(value.endsWith('/') ? value : `${value}/`);
      return [equal(value), { kind: 'dictionary', table: 'token', key, filter: { kind: 'begins', prefix } }];
    }
    default:
      return match satisfies never;
  }
}
