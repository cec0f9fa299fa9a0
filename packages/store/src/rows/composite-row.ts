import { indexedText, type SimpleIndexValue } from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import type { TermHash } from '../hash/term-hash.js';
import { withMore, withToken, type TupleKey } from './composite-key.js';
import { exactText, unitHashes, type IndexRowSink } from './index-rows.js';

/**
 * The rows of one tuple of a composite parameter. Its tokens, references and URIs go into the key, so
 * the search is one range of the table that holds the remaining component, or of the token table where
 * none remains. What `system|` asks for is found by the keys that the dictionary has for it: they are few, unless
 * there is a reference or a URI in the key, and then it has rows of its own.
 */
export function compositeRow(
  parameter: Hash64,
  components: readonly SimpleIndexValue[],
  term: TermHash,
  sink: IndexRowSink,
  token: (hash: Hash64, system: number) => void,
): void {
  let keys: readonly TupleKey[] = [{ row: parameter }];
  let system: number | undefined;
  const ranges: SimpleIndexValue[] = [];
  for (const component of components) {
    switch (component.kind) {
      case 'token':
        keys = withToken(keys, component, system === undefined, term);
        system ??= component.system === undefined ? 0 : term.short(component.system);
        break;
      case 'reference':
        keys = keys.map((each) => withMore(each, (key) => term.term(key, 'component', component.target)));
        break;
      case 'uri':
        keys = keys.map((each) => withMore(each, (key) => term.term(key, 'uri', component.value)));
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
  const ownRows = hasManyKeys(components);
  for (const { row, asked } of keys) {
    if (asked === undefined) rangeRow(row, system ?? 0, ranges, term, sink, token);
    else if (!ownRows) enter(asked, row, ranges, term, sink);
    else if (asked.hi !== row.hi || asked.lo !== row.lo)
      rangeRow(asked, system ?? 0, ranges, term, sink, token);
  }
}

/** Whether a key may be one of as many as there are resources. */
export function hasManyKeys(components: readonly { readonly kind: string }[]): boolean {
  return components.some(({ kind }) => kind === 'reference' || kind === 'uri');
}

/** Enters a key into the dictionary, and what it is in base units. */
function enter(
  asked: Hash64,
  row: Hash64,
  ranges: readonly SimpleIndexValue[],
  term: TermHash,
  sink: IndexRowSink,
): void {
  sink.entry({ key: asked, hash: row, value: '' });
  for (const range of ranges)
    if (range.kind === 'quantity' && range.canonical !== undefined) {
      const { unit } = range.canonical;
      sink.entry({ key: term.term(asked, 'unit', unit), hash: term.term(row, 'unit', unit), value: '' });
    }
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
