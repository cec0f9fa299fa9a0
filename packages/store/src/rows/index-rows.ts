import type { IndexValue } from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import { referenceTerm, type TermHash } from '../hash/term-hash.js';
import { compositeRow } from './composite-row.js';
import { indexedText } from './indexed-text.js';

/**
 * Names the way values become rows. It goes up whenever rows of the same resource would change, be it
 * here or in the extraction, and is kept with each data store: one that was written under another
 * number has to be indexed anew.
 */
export const EXTRACTION = 1;

/** Takes the index rows of one resource, one table a method. `system` is 0 where there is none. */
export interface IndexRowSink {
  token(hash: Hash64, system: number): void;
  string(key: Hash64, system: number, value: string): void;
  /** Microseconds since 1970; -Infinity and Infinity are open ends. */
  date(key: Hash64, system: number, low: number, high: number): void;
  number(key: Hash64, system: number, low: number, high: number): void;
  quantity(key: Hash64, system: number, low: number, high: number, unit: UnitHashes): void;
}

/** Short hashes of a quantity's unit; 0 where there is none. */
export interface UnitHashes {
  /** System and code together. */
  readonly coded: number;
  readonly code: number;
  /** As it is written for people. */
  readonly unit: number;
}

/**
 * Turns the index values of a resource into rows. Every path that writes a resource, or removes its
 * rows, goes through here, so the rows of a version can be made again to delete exactly them.
 */
export function writeIndexRows(
  type: string,
  values: readonly IndexValue[],
  term: TermHash,
  sink: IndexRowSink,
): void {
  const tokens = distinctTokens(sink);
  // One row for each resource, by which its whole type can be walked in page order.
  tokens(term.parameter(type, '_type'), 0);
  for (const value of values) {
    const key = term.parameter(type, value.param);
    switch (value.kind) {
      case 'token':
        if (value.code !== undefined)
          tokens(
            term.term(key, 'code', value.code),
            value.system === undefined ? 0 : term.short(value.system),
          );
        if (value.system !== undefined) tokens(term.term(key, 'system', value.system), 0);
        break;
      case 'reference':
        tokens(referenceTerm(key, term.reference(value.target)), 0);
        break;
      case 'uri':
        tokens(term.term(key, 'uri', value.value), 0);
        break;
      case 'string':
        sink.string(key, 0, indexedText(value.value));
        break;
      case 'date':
        sink.date(key, 0, value.low, value.high);
        break;
      case 'number':
        sink.number(key, 0, value.low, value.high);
        break;
      case 'quantity':
        sink.quantity(key, 0, value.low, value.high, unitHashes(value, term));
        break;
      case 'composite':
        compositeRow(key, value.components, term, sink, tokens);
        break;
      default:
        value satisfies never;
    }
  }
}

export function unitHashes(
  value: { readonly system?: string; readonly code?: string; readonly unit?: string },
  term: TermHash,
): UnitHashes {
  const { system, code, unit } = value;
  return {
    coded: system === undefined || code === undefined ? 0 : term.short(`${system}|${code}`),
    code: code === undefined ? 0 : term.short(code),
    unit: unit === undefined ? 0 : term.short(unit),
  };
}

/**
 * Lets each token row through once: two codings of one system, or a code given twice, make the same
 * row, and its table's key allows it once.
 */
function distinctTokens(sink: IndexRowSink): (hash: Hash64, system: number) => void {
  const hashes: Hash64[] = [];
  const systems: number[] = [];
  // A resource has some twenty of them: comparing costs less than making keys for a set.
  let many: Set<string> | undefined;
  return (hash, system) => {
    if (many === undefined) {
      for (let i = 0; i < hashes.length; i++)
        if (hashes[i]!.lo === hash.lo && hashes[i]!.hi === hash.hi && systems[i] === system) return;
      hashes.push(hash);
      systems.push(system);
      if (hashes.length === 64) many = new Set(hashes.map((each, i) => rowKey(each, systems[i]!)));
    } else {
      const key = rowKey(hash, system);
      if (many.has(key)) return;
      many.add(key);
    }
    sink.token(hash, system);
  };
}

function rowKey(hash: Hash64, system: number): string {
  return `${hash.hi},${hash.lo},${system}`;
}
