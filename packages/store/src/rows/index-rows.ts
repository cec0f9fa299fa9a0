import {
  derivedParameter,
  indexedText,
  maxNegatedCodes,
  mimeTypeText,
  resourcesInside,
  takesIdentifiers,
  takesMimeTypes,
  typeInUrl,
  type IndexValue,
  type InsideResource,
  type QuantityValue,
  type ResourceWords,
  type TokenValue,
} from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import { referenceTerm, type TermHash } from '../hash/term-hash.js';
import { insideKeys, ownKeys, type ParamKeys } from './param-keys.js';
import { codesParam, tokenNames } from './token-names.js';
import { compositeRow } from './composite-row.js';

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
 */
export function writeIndexRows(
  type: string,
  values: readonly IndexValue[],
  words: ResourceWords,
  term: TermHash,
  sink: IndexRowSink,
): void {
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
  const rows: RowSinks = { tokens, references, entry, sink };
  // One row for each resource, by which its whole type can be walked in page order.
  tokens(term.parameter(type, '_type'), 0);
  const keys = ownKeys(type, term);
  writeValues(type, values, keys, term, rows);
  for (const inside of resourcesInside(type, values)) writeInside(inside, keys, term, rows);
  if (words.content.length > 0)
    sink.words([...words.content, ...words.narrative.map((word) => NARRATIVE + word)]);
}

/** Where rows of one resource go, tokens and references each once. */
interface RowSinks {
  readonly tokens: HashSink;
  readonly references: HashSink;
  readonly entry: (key: Hash64, value: string, hash: Hash64) => void;
  readonly sink: IndexRowSink;
}

/** The values of a resource within the resource, under keys of their own; none refers to it, nor is it of a type. */
function writeInside(inside: InsideResource, outer: ParamKeys, term: TermHash, rows: RowSinks): void {
  const keys = insideKeys(outer, inside.param, inside.type, term);
  writeValues(inside.type, inside.values, keys, term, rows);
  writeCodes(inside.values, keys, term, rows);
  for (const next of inside.within) writeInside(next, keys, term, rows);
}

/**
 * All codes of each parameter in one entry, for `:not`: of several resources inside one, rows do not tell which
 * they are of.
 */
function writeCodes(
  values: readonly IndexValue[],
  keys: ParamKeys,
  term: TermHash,
  { entry }: RowSinks,
): void {
  const codes = new Map<string, TokenValue[]>();
  for (const value of values) {
    if (value.kind !== 'token') continue;
    const list = codes.get(value.param);
    if (list === undefined) codes.set(value.param, [value]);
    else list.push(value);
  }
  for (const [param, list] of codes) {
    if (list.length > maxNegatedCodes) continue;
    const key = keys(param);
    const names = new Set(list.flatMap((value) => tokenNames(value, key, term)));
    const text = [...names].sort().join(' ');
    const all = keys(codesParam(param));
    entry(all, text, term.term(all, 'shape', text));
  }
}

function writeValues(
  type: string,
  values: readonly IndexValue[],
  keys: ParamKeys,
  term: TermHash,
  { tokens, references, entry, sink }: RowSinks,
): void {
  const shape = shapeOf(values);
  const shapes = keys('_shape');
  entry(shapes, shape, term.term(shapes, 'shape', shape));
  for (const value of values) {
    if (isElsewhere(type, value)) continue;
    const key = keys(value.param);
    switch (value.kind) {
      case 'token':
        if (value.code !== undefined && takesMimeTypes(type, value.param))
          // No row more for each resource: the dictionary leads to the row of the code.
          sink.entry({
            key: keys(`${value.param}:mime-type`),
            hash: term.term(key, 'code', value.code),
            value: indexedText(mimeTypeText(value.code)),
          });
        if (value.system === undefined || value.code === undefined || takesIdentifiers(type, value.param))
          writeToken(key, value, term, tokens);
        else {
          // `system|` is answered by the codes of the system, which are few: a row for each resource would be
          // 92 bytes times four.
          const hash = term.term(key, 'code', value.code);
          tokens(hash, term.short(value.system));
          sink.entry({ key: term.term(key, 'system', value.system), hash, value: indexedText(value.code) });
        }
        break;
      case 'identifier':
        writeToken(keys(`${value.param}:identifier`), value, term, tokens);
        break;
      case 'identifier-type':
        tokens(identifierType(key, value, term), 0);
        break;
      case 'text': {
        const text = indexedText(value.value);
        entry(keys(`${value.param}:text`), text, term.term(key, 'text', text));
        break;
      }
      case 'reference': {
        const hash = referenceTerm(key, term.reference(value.target));
        references(hash, 0);
        const bar = value.target.indexOf('|');
        if (bar > 0)
          sink.entry({
            key: versionsKey(key, value.target.slice(0, bar), term),
            hash,
            value: indexedText(value.target.slice(bar + 1)),
          });
        break;
      }
      case 'uri':
        entry(key, indexedText(value.value), term.term(key, 'uri', value.value));
        break;
      case 'string':
        sink.string(key, 0, indexedText(value.value), exactText(key, value.text, term));
        break;
      case 'date':
        sink.date(key, 0, value.low, value.high);
        break;
      case 'number':
        sink.number(key, 0, value.low, value.high);
        break;
      case 'near':
        sink.number(key, 0, value.latitude, value.longitude);
        break;
      case 'quantity':
        sink.quantity(key, 0, value.low, value.high, unitHashes(key, value, term));
        break;
      case 'inside':
        if (value.target !== undefined)
          references(referenceTerm(keys(nestedParam(value.param)), term.reference(value.target)), 0);
        break;
      case 'present':
        // Its shape tells.
        break;
      case 'composite':
        compositeRow(key, value.components, term, sink, tokens);
        break;
      default:
        value satisfies never;
    }
  }
}

/**
 * Whether a value is found by the rows of the parameters that its own is made of. A reference whose type is not
 * told by itself, but by `Reference.type` or not at all (a URN, an identifier), has rows of its own: those of
 * `subject` do not say whether it is a `patient`, too.
 */
function isElsewhere(type: string, value: IndexValue): boolean {
  if (value.kind === 'identifier') return false;
  const derived = derivedParameter(type, value.param);
  if (derived === undefined) return false;
  return (
    derived.targetType === undefined || value.kind !== 'reference' || typeInUrl(value.target) !== undefined
  );
}

/** The names of the parameters that have values: resources of one shape lack the same ones. */
function shapeOf(values: readonly IndexValue[]): string {
  return [...new Set(values.map(({ param }) => param))].sort().join(' ');
}

function writeToken(
  key: Hash64,
  { system, code }: { readonly system?: string; readonly code?: string },
  term: TermHash,
  tokens: HashSink,
): void {
  if (code !== undefined) tokens(term.term(key, 'code', code), system === undefined ? 0 : term.short(system));
  if (system !== undefined) tokens(term.term(key, 'system', system), 0);
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

type HashSink = (hash: Hash64, system: number) => void;

/**
 * Lets each row through once: two codings of one system, or a code given twice, make the same row, and its
 * table's key allows it once.
 */
function distinctHashes(sink: HashSink): HashSink {
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
    sink(hash, system);
  };
}

function rowKey(hash: Hash64, system: number): string {
  return `${hash.hi},${hash.lo},${system}`;
}
