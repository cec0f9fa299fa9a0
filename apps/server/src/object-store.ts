import { join } from 'node:path';
import {
  createEmbeddedObjects,
  createS3Client,
  type EmbeddedObjects,
  type ObjectClient,
} from '@wellspring/objects';
import type { Settings } from './configuration/schema.js';

/** The object store that jobs read from and write to. */
export interface ObjectStoreChoice {
  readonly client: ObjectClient;
  /** Undefined where the settings name an external S3. */
  readonly embedded: EmbeddedObjects | undefined;
}

/** Opens the embedded object store in the data folder, or the external S3 that the settings name. */
export async function openObjectStore(settings: Settings, dataFolder: string): Promise<ObjectStoreChoice> {
  const endpoint = settings.WELLSPRING_S3_ENDPOINT;
  if (endpoint === undefined) {
    const embedded = await createEmbeddedObjects({ folder: join(dataFolder, 'objects') });
    return { embedded, client: embedded.client() };
  }
  const { WELLSPRING_S3_ACCESS_KEY_ID: id, WELLSPRING_S3_SECRET_ACCESS_KEY: secret } = settings;
  const client = createS3Client({
    endpoint,
    region: settings.WELLSPRING_S3_REGION ?? settings.WELLSPRING_REGION,
    // Without keys of its own it takes those of the environment, as every AWS program does.
    ...(id !== undefined &&
      secret !== undefined && { credentials: { accessKeyId: id, secretAccessKey: secret } }),
  });
  return { embedded: undefined, client };
}
