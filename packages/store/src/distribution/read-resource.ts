import { currentVersionText } from '../read/current-version-text.js';
import type { StoreContext } from '../store-context.js';
import type { CurrentVersion, VersionKey } from '../write/current-version.js';
import type { Shard } from './distribution.js';
import { onDatabase, shardOfResource, type Distributed, type Sender } from './identity.js';

/** Times a resource is looked for anew that went to another shard in between. */
const TRIES = 5;

/** Reads the current version of a resource: first where it lies, then it. */
export function distributedVersion(
  store: Distributed,
  key: VersionKey,
  send: Sender,
): Promise<CurrentVersion | undefined> {
  return whereItLies(store, key, send, async (shard) => {
    const [row] = await send<CurrentVersion>(currentVersionText(shard.schema), [key.id, key.type]);
    return row;
  });
}

/** Reads something of a resource in the shard that it lies in; undefined where there never was such a resource. */
export function readWhereItLies<T>(
  store: StoreContext & Distributed,
  key: VersionKey,
  read: (shard: Shard) => Promise<T | undefined>,
): Promise<T | undefined> {
  return whereItLies(store, key, onDatabase(store.database), read);
}

async function whereItLies<T>(
  store: Distributed,
  key: VersionKey,
  send: Sender,
  read: (shard: Shard) => Promise<T | undefined>,
): Promise<T | undefined> {
  let before: Shard | undefined;
  for (let tries = 1; ; tries++) {
    const shard = await shardOfResource(store, key, send);
    // Where it is still said to lie, and is not there, it was erased in between, or has no such version.
    if (shard === undefined || shard === before || tries > TRIES) return undefined;
    const found = await read(shard);
    if (found !== undefined) return found;
    before = shard;
  }
}
