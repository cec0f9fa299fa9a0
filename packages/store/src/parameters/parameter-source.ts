import type { Database } from '@wellspring/database';
import { createSearchParameters, ownParameters, type OwnParameter } from '@wellspring/fhir';
import { specifiedOnly, type IndexedParameters } from './indexed-parameters.js';
import { readGeneration, readParameterRows, type ParameterRow } from './parameter-table.js';

/** The search parameters of one data store, as this process knows them. */
export interface ParameterSource {
  /** Those that were read last. */
  current(): IndexedParameters;
  /** Reads them anew. Not within a transaction: it takes a connection of its own. */
  refresh(): Promise<IndexedParameters>;
}

/** What was made of a row before, by its number: what is compiled hangs on the same objects. */
type Made = ReadonlyMap<number, readonly OwnParameter[]>;

/** The parameters of a data store, R4's alone until they are read. */
export function createParameterSource(database: Pick<Database, 'query'>, schema: string): ParameterSource {
  let current = specifiedOnly;
  let made: Made = new Map();
  let reading: Promise<IndexedParameters> | undefined;

  const read = async (): Promise<IndexedParameters> => {
    // In this order: the rows are those of this generation, or newer.
    const generation = await readGeneration(database, schema);
    if (generation === current.generation) return current;
    const rows = await readParameterRows(database, schema);
    const own = new Map(rows.map((row) => [row.number, parametersOf(row, made)]));
    made = own;
    current = { generation, ...parameterSets([...own.values()].flat()) };
    return current;
  };
  return {
    current: () => current,
    async refresh() {
      // Whoever asks while it is being read may have learnt of a change that this reading has missed.
      await reading?.catch(() => undefined);
      reading = read();
      return reading;
    },
  };
}

function parametersOf(row: ParameterRow, before: Made): readonly OwnParameter[] {
  const state = stateOf(row.state);
  const known = before.get(row.number);
  return known === undefined
    ? ownParameters(row.definition, row.number, state)
    : known.map((each) => ({ ...each, state }));
}

function stateOf(state: ParameterRow['state']): OwnParameter['state'] {
  switch (state) {
    case 'registered':
    case 'building':
      return 'being-indexed';
    case 'active':
      return 'answered';
    case 'retiring':
    case 'removing':
      return 'being-removed';
    default:
      return state satisfies never;
  }
}

/** What the rows of a data store make its resources be indexed by. */
export function parameterSets(own: readonly OwnParameter[]): Omit<IndexedParameters, 'generation'> {
  const held = createSearchParameters(own);
  const left = own.filter(({ state }) => state !== 'being-removed');
  return { held, written: left.length === own.length ? held : createSearchParameters(left) };
}

/** Reads the parameters once, for one process that does nothing else. */
export async function readIndexedParameters(
  database: Pick<Database, 'query'>,
  schema: string,
): Promise<IndexedParameters> {
  return createParameterSource(database, schema).refresh();
}
