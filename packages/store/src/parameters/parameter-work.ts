import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSearchParameters,
  ownParameters,
  parameterKey,
  referenceParameters,
  targetTypes,
  type OwnParameter,
  type SearchParameters,
} from '@wellspring/fhir';
import { writersOf } from '../changes/fence.js';
import { toBigInt } from '../hash/sip-hash.js';
import { insideKeys, ownKeys } from '../rows/param-keys.js';
import { typesByNumber } from '../rows/type-number.js';
import type { StoreContext } from '../store-context.js';
import type { ChangedParameters } from './own-rows.js';
import { nextGeneration, readParameterRows } from './parameter-table.js';

/**
 * What is to be done to the index rows that are there: `build` adds those of new parameters, `remove` removes those
 * of old ones, `remake` makes all of them anew.
 */
export interface ParameterWork {
  readonly kind: 'build' | 'remove' | 'remake';
  /** Of its parameters; of no meaning for `remake`. */
  readonly numbers: readonly number[];
  readonly changed: ChangedParameters;
  /** The resource types to go through, by name; of `remake` one that stands for all. */
  readonly types: readonly string[];
  /** Versions up to this one; later ones were indexed as they are to be. */
  readonly last: bigint;
}

/** Milliseconds between two looks at who still writes. */
const LOOK_MS = 20;

/**
 * Sees to it that nobody writes by an old list of parameters any more: from when it resolves, whatever is written by
 * whatever node is indexed by those that are in the table now, and all that was written before is there to be read.
 *
 * In two steps: from the new generation on no version comes to be by an old one (a trigger of the table `version`
 * refuses it); then those that may have passed the trigger before are waited for. They hold a lock on that table.
 */
export async function settleWriters(
  { database, schema, parameters }: Pick<StoreContext, 'database' | 'schema' | 'parameters'>,
  signal: AbortSignal,
): Promise<void> {
  await nextGeneration(database, schema);
  await parameters.refresh();
  const before = await writersOf(database, schema);
  for (let left = [...before]; left.length > 0;) {
    await sleep(LOOK_MS, undefined, { signal });
    const now = await writersOf(database, schema);
    left = left.filter((writer) => now.has(writer));
  }
}

/**
 * Takes up what is to be done to the index: parameters that are registered, and those that searches may not name any
 * more. What an earlier run took up and did not end is among them. Old parameters are left alone for a while: searches
 * of other nodes may still be under way by them.
 */
export async function takeUpWork(
  store: StoreContext,
  signal: AbortSignal,
): Promise<readonly ParameterWork[]> {
  const { database, schema, parameterGraceMs } = store;
  await database.query(
    `UPDATE ${schema}.search_parameter SET state = CASE state WHEN 'registered' THEN 'building' ELSE 'removing' END
     WHERE state = 'registered'
       OR (state = 'retiring' AND changed_at < clock_timestamp() - $1 * interval '1 ms')`,
    [parameterGraceMs],
  );
  const rows = await readParameterRows(database, schema);
  if (!rows.some(({ state }) => state === 'building' || state === 'removing')) return [];
  await settleWriters(store, signal);
  return workInHand(store);
}

/** What was taken up and is not ended yet: what a run goes on with after another. */
export async function workInHand(store: StoreContext): Promise<readonly ParameterWork[]> {
  const { database, schema } = store;
  const rows = await readParameterRows(database, schema);
  const own = rows.map(({ number, definition }) => ({
    number,
    parameters: ownParameters(definition, number, 'being-indexed'),
  }));
  const last = await lastVersion(store);
  const works: ParameterWork[] = [];
  for (const [kind, state] of [
    ['build', 'building'],
    ['remove', 'removing'],
  ] as const) {
    const numbers = rows.filter((row) => row.state === state).map(({ number }) => number);
    if (numbers.length === 0) continue;
    const changed = changedOf(own, numbers);
    works.push({ kind, numbers, changed, last, types: await typesToWalk(store, changed) });
  }
  return works;
}

/** Stands for all types where they are gone through together. */
const wholeStore = '';

/** All rows of all resources, to be made anew. */
export async function wholeWork(store: StoreContext): Promise<ParameterWork> {
  const { written } = store.parameters.current();
  const changed = { all: written, others: written, keys: new Set<string>() };
  return {
    kind: 'remake',
    numbers: [],
    changed,
    last: await lastVersion(store),
    types: [wholeStore],
  };
}

function changedOf(
  own: readonly { readonly number: number; readonly parameters: readonly OwnParameter[] }[],
  numbers: readonly number[],
): ChangedParameters {
  const isChanged = ({ number }: { readonly number: number }): boolean => numbers.includes(number);
  return {
    all: createSearchParameters(own.flatMap(({ parameters }) => parameters)),
    others: createSearchParameters(
      own.filter((each) => !isChanged(each)).flatMap(({ parameters }) => parameters),
    ),
    keys: new Set(
      own
        .filter(isChanged)
        .flatMap(({ parameters }) => parameters.map((each) => parameterKey(each.parameter))),
    ),
  };
}

async function lastVersion({ database, schema }: StoreContext): Promise<bigint> {
  const [row] = await database.query<{ last: bigint | null }>(
    `SELECT max(vid) AS last FROM ${schema}.version`,
  );
  return row?.last ?? 0n;
}

/** The types of the parameters, and all that have resources inside, which may be of these types. */
async function typesToWalk(
  store: StoreContext,
  { all, keys }: ChangedParameters,
): Promise<readonly string[]> {
  const types: string[] = [];
  for (const type of typesByNumber.toSorted()) {
    const own = all.own(type).some((parameter) => keys.has(parameterKey(parameter)));
    if (own || (await hasInside(store, type, all))) types.push(type);
  }
  return types;
}

/** Whether any resource of a type ever had another inside, to which one of its references led. */
async function hasInside(
  { database, schema, term }: StoreContext,
  type: string,
  parameters: SearchParameters,
): Promise<boolean> {
  const outer = ownKeys(type, term);
  const shapes = referenceParameters(type, parameters).flatMap((parameter) =>
    targetTypes(parameter).map((target) =>
      toBigInt(insideKeys(outer, parameterKey(parameter), target, term)('_shape')),
    ),
  );
  const [row] = await database.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM unnest($1::bigint[]) AS u (key)
       WHERE EXISTS (SELECT 1 FROM ${schema}.dictionary d WHERE d.key = u.key)) AS there`,
    [shapes],
  );
  return row!.there;
}
