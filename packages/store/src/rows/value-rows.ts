import {
  derivedParameter,
  indexedText,
  isOwnKey,
  mimeTypeText,
  takesIdentifiers,
  takesMimeTypes,
  typeInUrl,
  type IndexValue,
  type SearchParameters,
} from '@wellspring/fhir';
import type { Hash64 } from '../hash/sip-hash.js';
import { referenceTerm, type TermHash } from '../hash/term-hash.js';
import { compositeRow } from './composite-row.js';
import type { HashSink } from './distinct-hashes.js';
import {
  exactText,
  identifierType,
  nestedParam,
  unitHashes,
  versionsKey,
  type IndexRowSink,
} from './index-rows.js';
import { presenceHash } from './own-presence.js';
import type { ParamKeys } from './param-keys.js';

/** Where rows of one resource go, tokens and references each once. */
export interface RowSinks {
  readonly tokens: HashSink;
  readonly references: HashSink;
  readonly entry: (key: Hash64, value: string, hash: Hash64) => void;
  readonly sink: IndexRowSink;
}

/** What rows are made of values with. */
export interface RowMaking {
  readonly term: TermHash;
  /** By which the values were taken. */
  readonly parameters: SearchParameters;
}

/** The rows of the values of a resource of a type, under its keys, with one that tells which parameters have any. */
export function writeValues(
  type: string,
  values: readonly IndexValue[],
  keys: ParamKeys,
  making: RowMaking,
  rows: RowSinks,
): void {
  const shape = shapeOf(values);
  const shapes = keys('_shape');
  rows.entry(shapes, shape, making.term.term(shapes, 'shape', shape));
  writeValuesAlone(type, values, keys, making, rows);
}

/** Likewise, without the row that tells which of R4's parameters have values. */
export function writeValuesAlone(
  type: string,
  values: readonly IndexValue[],
  keys: ParamKeys,
  { term, parameters }: RowMaking,
  { tokens, references, entry, sink }: RowSinks,
): void {
  let present = '';
  for (const value of values) {
    // They are grouped by parameter.
    if (value.param !== present && isOwnKey(value.param)) {
      present = value.param;
      tokens(presenceHash(keys, present, true, term), 0);
    }
    if (isElsewhere(type, value)) continue;
    const key = keys(value.param);
    switch (value.kind) {
      case 'token':
        if (value.code !== undefined && takesMimeTypes(type, value.param, parameters))
          // No row more for each resource: the dictionary leads to the row of the code.
          sink.entry({
            key: keys(`${value.param}:mime-type`),
            hash: term.term(key, 'code', value.code),
            value: indexedText(mimeTypeText(value.code)),
          });
        if (
          value.system === undefined ||
          value.code === undefined ||
          takesIdentifiers(type, value.param, parameters)
        )
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

/** Shapes by the names as they come: a data store's resources have a few hundred. */
const shapes = new Map<string, string>();
const SHAPES_KEPT = 4096;

/** The names of R4's parameters that have values: resources of one shape lack the same ones. */
function shapeOf(values: readonly IndexValue[]): string {
  let names = '';
  let latest = '';
  for (const { param } of values) {
    if (param === latest) continue;
    latest = param;
    if (!isOwnKey(param)) names += ` ${param}`;
  }
  let shape = shapes.get(names);
  if (shape === undefined) {
    shape = [...new Set(names.split(' ').slice(1))].sort().join(' ');
    if (shapes.size >= SHAPES_KEPT) shapes.clear();
    shapes.set(names, shape);
  }
  return shape;
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
