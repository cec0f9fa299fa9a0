import {
  ListFHIRDatastoresCommand,
  type DatastoreProperties,
  type HealthLakeClient,
} from '@aws-sdk/client-healthlake';

/** All data stores, page by page. */
export async function* listDataStores(client: HealthLakeClient): AsyncGenerator<DatastoreProperties> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListFHIRDatastoresCommand({ MaxResults: 100, ...(token !== undefined && { NextToken: token }) }),
    );
    yield* page.DatastorePropertiesList ?? [];
    token = page.NextToken;
  } while (token !== undefined);
}

/** The active data store with this id or, where there is exactly one, this name. */
export async function findDataStore(
  client: HealthLakeClient,
  nameOrId: string,
): Promise<DatastoreProperties> {
  const named: DatastoreProperties[] = [];
  for await (const store of listDataStores(client)) {
    if (store.DatastoreStatus === 'DELETED' || store.DatastoreStatus === 'DELETING') continue;
    if (store.DatastoreId === nameOrId) return store;
    if (store.DatastoreName === nameOrId) named.push(store);
  }
  if (named.length === 1) return named[0]!;
  throw new Error(
    named.length === 0
      ? `there is no data store "${nameOrId}"; npx wellspring stores lists them`
      : `${String(named.length)} data stores are named "${nameOrId}"; use the id: ${named.map((store) => store.DatastoreId).join(', ')}`,
  );
}
