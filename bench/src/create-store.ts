import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { createDataStore } from '@wellspring/server/testing';
import type { Credentials } from './program-commands.js';

/** Creates a data store and waits until it is active; returns its id. */
export async function createStore(endpoint: string, credentials: Credentials): Promise<string> {
  const client = new HealthLakeClient({
    endpoint,
    region: credentials.AWS_DEFAULT_REGION,
    credentials: {
      accessKeyId: credentials.AWS_ACCESS_KEY_ID,
      secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
    },
  });
  try {
    return await createDataStore(client, 'bench');
  } finally {
    client.destroy();
  }
}
