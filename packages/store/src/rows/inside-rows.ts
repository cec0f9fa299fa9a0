import {
  maxNegatedCodes,
  parameterKey,
  type IndexValue,
  type InsideResource,
  type TokenValue,
} from '@wellspring/fhir';
import type { TermHash } from '../hash/term-hash.js';
import { insideKeys, type ParamKeys } from './param-keys.js';
import { codesParam, tokenNames } from './token-names.js';
import { presenceHash } from './own-presence.js';
import { writeValues, type RowMaking, type RowSinks } from './value-rows.js';

/** The values of a resource within the resource, under keys of their own; none refers to it, nor is it of a type. */
export function writeInside(
  inside: InsideResource,
  outer: ParamKeys,
  making: RowMaking,
  rows: RowSinks,
): void {
  const { term, parameters } = making;
  const keys = insideKeys(outer, inside.param, inside.type, term);
  writeValues(inside.type, inside.values, keys, making, rows);
  // Of several resources inside one, rows do not tell which they are of: the lack of values is a row, too.
  const has = new Set(inside.values.map(({ param }) => param));
  for (const parameter of parameters.own(inside.type)) {
    const key = parameterKey(parameter);
    if (!has.has(key)) rows.tokens(presenceHash(keys, key, false, term), 0);
  }
  writeCodes(inside.values, keys, term, rows);
  for (const next of inside.within) writeInside(next, keys, making, rows);
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
