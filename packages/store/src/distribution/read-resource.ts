import { currentVersionText } from '../read/current-version-text.js';
import type { StoreContext } from '../store-context.js';
import type { CurrentVersion, VersionKey } from '../write/current-version.js';
import type { Shard } from './distribution.js';
import { onDatabase, shardOfResource, type Distributed, type Sender } from './identity.js';
import { unmoved } from './in-shards.js';

/** Does something while no resource goes from one shard to another. */
export type WhileUnmoved = <T>(work: () => Promise<T>) => Promise<T>;

/** Reads the current version of a resource: first where it lies, then it. */
export function distributedVersion(
  store: Distributed,
  key: VersionKey,
  send: Sender,
  whileUnmoved: WhileUnmoved,
): Promise<CurrentVersion | undefined> {
  const read = async ({ schema }: Shard): Promise<CurrentVersion | undefined> => {
    const [row] = await send<CurrentVersion>(currentVersionText(schema), [key.id, key.type]);
    return row;
  };
  return whereItLies(store, key, send, read, whileUnmoved);
}

/** Reads something of a resource in the shard that it lies in; undefined where there never was such a resource. */
export function readWhereItLies<T>(
  store: StoreContext & Distributed,
  key: VersionKey,
  read: (shard: Shard) => Promise<T | undefined>,
): Promise<T | undefined> {
  const send = onDatabase(store.database);
  return whereItLies(store, key, send, read, (work) => unmoved(store, work));
}

/**
 * Where it is not in its shard it may be on its way to another, or have got there on one of the two nodes only: it is
 * looked for once more when nothing is on its way.
 */
async function whereItLies<T>(
  store: Distributed,
  key: VersionKey,
  send: Sender,
  read: (shard: Shard) => Promise<T | undefined>,
  whileUnmoved: WhileUnmoved,
): Promise<T | undefined> {
  const once = async (): Promise<{ readonly found: T | undefined; readonly is: boolean }> => {
    const shard = await shardOfResource(store, key, send);
    return shard === undefined ? { found: undefined, is: false } : { found: await read(shard), is: true };
  };
  const { found, is } = await once();
  if (found !== undefined || !is) return found;
  return (await whileUnmoved(once)).found;
}
