import type { DataStore, ResourceKey, StoredVersion } from '@wellspring/store';

/** Resources that one statement asks for. */
const atOnce = 200;

/**
 * The current versions of resources, in the order of their keys, some after the others: 16 MiB of them at most at a
 * time, but one in any case. So whoever counts their bytes stops in time, however large they are. What is deleted, or
 * was never there, is left out.
 *
 * @param signal aborted when the client goes away; the next ones are not read then
 */
export async function* resourcesInTurn(
  store: Pick<DataStore, 'readSome'>,
  keys: readonly ResourceKey[],
  signal: AbortSignal,
): AsyncGenerator<readonly StoredVersion[]> {
  for (let at = 0; at < keys.length;) {
    signal.throwIfAborted();
    const asked = keys.slice(at, at + atOnce);
    const { versions, rest } = await store.readSome(asked);
    yield versions;
    at += asked.length - rest.length;
  }
}
