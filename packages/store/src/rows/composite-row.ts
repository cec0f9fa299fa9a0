import { indexedText, type SimpleIndexValue } from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import type { TermHash } from '../hash/term-hash.js';
import { exactText, unitHashes, type IndexRowSink } from './index-rows.js';

/**
 * The rows of one tuple of a composite parameter. Its tokens, references and URIs go into the key, so
 * the search is one range of the table that holds the remaining component, or of the token table where
 * none remains. The first token's system stands beside the key, as in a token row; a second token makes
 * two keys, without its system and with it.
 */
export function compositeRow(
  parameter: Hash64,
  components: readonly SimpleIndexValue[],
  term: TermHash,
  sink: IndexRowSink,
  token: (hash: Hash64, system: number) => void,
): void {
  let keys: Hash64[] = [parameter];
  let system: number | undefined;
  const ranges: SimpleIndexValue[] = [];
  for (const component of components) {
    switch (component.kind) {
      case 'token': {
        const { code } = component;
        if (code === undefined) return;
        if (system === undefined) {
          system = component.system === undefined ? 0 : term.short(component.system);
          keys = keys.map((key) => term.term(key, 'code', code));
        } else {
          keys = keys.flatMap((key) => {
            const anySystem = term.term(key, 'code', code);
            return [anySystem, exactSystem(anySystem, component.system, term)];
          });
        }
        break;
      }
      case 'reference':
        keys = keys.map((key) => term.term(key, 'component', component.target));
        break;
      case 'uri':
        keys = keys.map((key) => term.term(key, 'uri', component.value));
        break;
      case 'string':
      case 'date':
      case 'number':
      case 'quantity':
        ranges.push(component);
        break;
      default:
        (component) satisfies never;
    }
  }
  for (const key of keys) rangeRow(key, system ?? 0, ranges, term, sink, token);
}

/** The key of a second token whose system is part of the question; no system is one, too. */
export function exactSystem(anySystem: Hash64, system: string | undefined, term: TermHash): Hash64 {
  return term.term(anySystem, 'system', system ?? '');
}

function rangeRow(
  key: Hash64,
  system: number,
  ranges: readonly SimpleIndexValue[],
  term: TermHash,
  sink: IndexRowSink,
  token: (hash: Hash64, system: number) => void,
): void {
  const [first, second] = ranges;
  if (first === undefined) {
    token(key, system);
  } else if (second !== undefined) {
    // R4 has one such parameter pair (MolecularSequence, start and end of a window), both plain numbers:
    // one row holds both.
    if (first.kind === 'number' && second.kind === 'number' && ranges.length === 2)
      sink.number(key, system, first.low, second.high);
  } else {
    switch (first.kind) {
      case 'string':
        sink.string(key, system, indexedText(first.value), exactText(key, first.text, term));
        break;
      case 'date':
        sink.date(key, system, first.low, first.high);
        break;
      case 'number':
        sink.number(key, system, first.low, first.high);
        break;
      case 'quantity':
        sink.quantity(key, system, first.low, first.high, unitHashes(key, first, term));
        break;
      case 'token':
      case 'reference':
      case 'uri':
        throw new TypeError(`A ${first.kind} is part of the key`);
      default:
        first satisfies never;
    }
  }
}
