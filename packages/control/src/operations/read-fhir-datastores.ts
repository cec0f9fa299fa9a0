import type { DataStoreRegistry } from '@wellspring/store';
import type { ControlConfig } from '../control-config.js';
import { dataStoreProperties } from '../data-stores/data-store-properties.js';
import { momentOf } from '../protocol/epoch-seconds.js';
import type { NextTokens } from '../protocol/next-token.js';
import { DEFAULT_RESULTS } from './job-list.js';
import { knownDataStore } from './known-data-store.js';
import type { OperationTable } from './operation.js';

/** DescribeFHIRDatastore and ListFHIRDatastores. Deleted data stores are shown for seven days. */
export function readOperations(
  registry: DataStoreRegistry,
  tokens: () => Promise<NextTokens>,
  config: ControlConfig,
): OperationTable<'DescribeFHIRDatastore' | 'ListFHIRDatastores'> {
  return {
    async DescribeFHIRDatastore({ DatastoreId }) {
      const record = await knownDataStore(registry, DatastoreId);
      return { DatastoreProperties: dataStoreProperties(record, config) };
    },
    async ListFHIRDatastores({ Filter, MaxResults, NextToken }) {
      const { DatastoreName, DatastoreStatus, CreatedBefore, CreatedAfter } = Filter ?? {};
      const filter = {
        ...(DatastoreName !== undefined && { name: DatastoreName }),
        ...(DatastoreStatus !== undefined && { status: DatastoreStatus }),
        ...(CreatedBefore !== undefined && { createdBefore: momentOf(CreatedBefore) }),
        ...(CreatedAfter !== undefined && { createdAfter: momentOf(CreatedAfter) }),
      };
      const scope = ['stores', filter];
      const sealer = await tokens();
      const after = NextToken ? sealer.open(scope, NextToken) : undefined;
      const page = await registry.list(filter, {
        limit: MaxResults ?? DEFAULT_RESULTS,
        ...(after !== undefined && { after }),
      });
      return {
        DatastorePropertiesList: page.records.map((record) => dataStoreProperties(record, config)),
        NextToken: page.next && sealer.seal(scope, page.next),
      };
    },
  };
}
