import {
  resourcesInside,
  type IndexValue,
  type QuantityValue,
  type ResourceWords,
  type SearchParameters,
} from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import type { TermHash } from '../hash/term-hash.js';
import { distinctHashes } from './distinct-hashes.js';
import { writeInside } from './inside-rows.js';
import { ownKeys } from './param-keys.js';
import { writeValues, type RowSinks } from './value-rows.js';

/**
 * Names the way values become rows. It goes up whenever rows of the same resource would change, be it
 * here or in the extraction, and is kept with each data store: one that was written under another
 * number is indexed anew at start (reindex.ts).
 */
export const EXTRACTION = 4;

/** Takes the index rows of one resource, one table a method. `system` is 0 where there is none. */
export interface IndexRowSink {
  token(hash: Hash64, system: number): void;
  reference(hash: Hash64): void;
  /** @param exact hash of the text as it stands; {@link NO_HASH} where it is not a value of its own */
  string(key: Hash64, system: number, value: string, exact: Hash64): void;
  /** Microseconds since 1970; -Infinity and Infinity are open ends. */
  date(key: Hash64, system: number, low: number, high: number): void;
  number(key: Hash64, system: number, low: number, high: number): void;
  quantity(key: Hash64, system: number, low: number, high: number, unit: UnitHashes): void;
  /** All distinct words of the resource; those of its narrative begin with # a second time. Never empty. */
  words(words: readonly string[]): void;
  /** A value that has to be in the dictionary before its token row is. */
  entry(entry: DictionaryEntry): void;
}

/** A row of the table `dictionary`. */
export interface DictionaryEntry {
  readonly key: Hash64;
  readonly hash: Hash64;
  readonly value: string;
}

/** What stands where there is no hash. */
export const NO_HASH: Hash64 = { hi: 0, lo: 0 };

/** Short hashes of a quantity's unit, 0 where there is none, and its interval in base units. */
export interface UnitHashes {
  /** System and code together. */
  readonly coded: number;
  readonly code: number;
  /** As it is written for people. */
  readonly unit: number;
  /** `key`: hash of the row's key and the base unit; {@link NO_HASH} where the unit is none of UCUM. */
  readonly canonical: { readonly key: Hash64; readonly low: number; readonly high: number };
}

/** Marks a word of the narrative. Normalised words have no punctuation. */
export const NARRATIVE = '#';

/**
 * Turns the index values of a resource into rows. Every path that writes a resource, or removes its
 * rows, goes through here, so the rows of a version can be made again to delete exactly them.
 *
 * @param parameters that the values were taken by
 */
export function writeIndexRows(
  type: string,
  values: readonly IndexValue[],
  words: ResourceWords,
  term: TermHash,
  parameters: SearchParameters,
  sink: IndexRowSink,
): void {
  const rows = rowSinks(sink);
  // One row for each resource, by which its whole type can be walked in page order.
  rows.tokens(term.parameter(type, '_type'), 0);
  const keys = ownKeys(type, term);
  writeValues(type, values, keys, { term, parameters }, rows);
  for (const inside of resourcesInside(type, values, parameters))
    writeInside(inside, keys, { term, parameters }, rows);
  if (words.content.length > 0)
    sink.words([...words.content, ...words.narrative.map((word) => NARRATIVE + word)]);
}

/** Where the rows of one resource go. */
export function rowSinks(sink: IndexRowSink): RowSinks {
  const tokens = distinctHashes((hash, system) => {
    sink.token(hash, system);
  });
  const references = distinctHashes((hash) => {
    sink.reference(hash);
  });
  const entry = (key: Hash64, value: string, hash: Hash64): void => {
    tokens(hash, 0);
    sink.entry({ key, hash, value });
  };
  return { tokens, references, entry, sink };
}

/** The key of the versions that a canonical URL is referred to with. */
export function versionsKey(key: Hash64, url: string, term: TermHash): Hash64 {
  return term.term(key, 'version', url);
}

/**
 * The parameter under which a nested resource is found by its own `Type/id`: as one that nothing refers to, so that
 * neither a chain nor an include takes it for a stored one.
 */
export function nestedParam(param: string): string {
  return `${param}:nested`;
}

/** An Identifier's value under one coding of its type. */
export function identifierType(
  key: Hash64,
  { system, code, value }: { readonly system: string; readonly code: string; readonly value: string },
  term: TermHash,
): Hash64 {
  return term.term(key, 'identifier-type', `${system}\0${code}\0${value}`);
}

/** A text as it stands. */
export function exactText(key: Hash64, text: string | undefined, term: TermHash): Hash64 {
  return text === undefined ? NO_HASH : term.term(key, 'exact', text);
}

export function unitHashes(
  key: Hash64,
  { system, code, unit, canonical }: Pick<QuantityValue, 'system' | 'code' | 'unit' | 'canonical'>,
  term: TermHash,
): UnitHashes {
  return {
    coded: system === undefined || code === undefined ? 0 : term.short(`${system}|${code}`),
    code: code === undefined ? 0 : term.short(code),
    unit: unit === undefined ? 0 : term.short(unit),
    canonical:
      canonical === undefined
        ? { key: NO_HASH, low: 0, high: 0 }
        : { key: term.term(key, 'unit', canonical.unit), low: canonical.low, high: canonical.high },
  };
}
