import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  type HealthLakeClient,
} from '@aws-sdk/client-healthlake';

/** How long a data store may take to become active, in milliseconds. */
const activeWithin = 30_000;

/** Creates a data store and waits until it is active; returns its id. */
export async function createDataStore(client: HealthLakeClient, name: string): Promise<string> {
  const { DatastoreId } = await client.send(
    new CreateFHIRDatastoreCommand({ DatastoreName: name, DatastoreTypeVersion: 'R4' }),
  );
  const deadline = performance.now() + activeWithin;
  for (;;) {
    const { DatastoreProperties: store } = await client.send(
      new DescribeFHIRDatastoreCommand({ DatastoreId }),
    );
    if (store?.DatastoreStatus === 'ACTIVE') return DatastoreId!;
    if (store?.DatastoreStatus !== 'CREATING' || performance.now() > deadline)
      throw new Error(
        `the data store is ${store?.DatastoreStatus ?? 'gone'}: ${store?.ErrorCause?.ErrorMessage ?? ''}`,
      );
    await sleep(50);
  }
}
