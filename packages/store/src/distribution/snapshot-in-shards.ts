import { WellspringError } from '@wellspring/errors';
import type { DeletedSelection, SnapshotSelection } from '../read/snapshot/snapshot-selection.js';
import type { SnapshotSession } from '../read/snapshot/snapshot-session.js';
import type { StoreContext } from '../store-context.js';
import { inShard, unmoved } from './in-shards.js';

/** The sessions that a snapshot is read by: one, or one for each shard, all on the same connection. */
export function sessionsOf(session: SnapshotSession): readonly SnapshotSession[] {
  const { store } = session;
  if (store.distribution === undefined) return [session];
  return store.distribution.shards.map((shard) => ({ ...session, store: inShard(store, shard) }));
}

/**
 * Has each node take its snapshot now. They are taken one after the other, some milliseconds apart: of a transaction
 * that commits in between, the resources of one shard may be there and those of another not.
 */
export async function takeSnapshots(
  store: StoreContext,
  sessions: readonly SnapshotSession[],
): Promise<void> {
  if (store.distribution === undefined) return;
  await unmoved(store, () =>
    inTurn(sessions, (session) =>
      session.query({ text: `SELECT 1 FROM ${session.store.schema}.version LIMIT 1`, values: [] }),
    ),
  );
}

/**
 * Refuses what cannot be told shard by shard: searches, and the compartments of patients, to which resources of other
 * shards may belong.
 *
 * @throws WellspringError `not-distributed`
 */
export function requireSelectable(
  { distribution }: Pick<StoreContext, 'distribution'>,
  selection: SnapshotSelection | DeletedSelection,
): void {
  if (distribution === undefined) return;
  if (selection.patients !== undefined || 'anyOf' in selection)
    throw new WellspringError(
      'not-distributed',
      'A data store that is distributed with Citus is exported as a whole or by types, not by patients or searches',
    );
}

/** What one session gives after the other. */
export async function* oneByOne<T>(
  sessions: readonly SnapshotSession[],
  read: (session: SnapshotSession) => AsyncIterable<T>,
): AsyncGenerator<T> {
  for (const session of sessions) yield* read(session);
}

/** Asks one session after the other: they share a connection. */
export async function inTurn<T>(
  sessions: readonly SnapshotSession[],
  ask: (session: SnapshotSession) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (const session of sessions) answers.push(await ask(session));
  return answers;
}

export function union<T>(sets: readonly ReadonlySet<T>[]): ReadonlySet<T> {
  return new Set(sets.flatMap((set) => [...set]));
}

export function merged<K, V>(maps: readonly ReadonlyMap<K, V>[]): ReadonlyMap<K, V> {
  return new Map(maps.flatMap((map) => [...map]));
}

/** Of each identifier whether any shard has another resource with it. */
export function anyShared(
  answers: readonly (readonly boolean[] | undefined)[],
): readonly boolean[] | undefined {
  const known = answers.filter((each) => each !== undefined);
  if (known.length === 0) return undefined;
  return known[0]!.map((_, place) => known.some((each) => each[place] === true));
}
