import { WellspringError } from '@wellspring/errors';
import type { DataStoreRecord, DataStoreRegistry } from '@wellspring/store';

/**
 * The record of a data store, whatever its status: deleted ones are described for seven days.
 *
 * @throws WellspringError `data-store-not-found`
 */
export async function knownDataStore(registry: DataStoreRegistry, id: string): Promise<DataStoreRecord> {
  const record = /^[0-9a-f]{32}$/.test(id) ? await registry.get(id) : undefined;
  if (!record) throw new WellspringError('data-store-not-found', `There is no data store with the id ${id}`);
  return record;
}
