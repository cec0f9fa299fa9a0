import { join } from 'node:path';
import {
  createEmbeddedObjects,
  createS3Client,
  releaseObjectsOf,
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

/**
 * Opens the embedded object store in the data folder, or the external S3 that the settings name.
 *
 * @param isShared several processes of this node have the embedded one open; it was swept before
 */
export async function openObjectStore(
  settings: Settings,
  dataFolder: string,
  isShared: boolean,
): Promise<ObjectStoreChoice> {
  const endpoint = settings.WELLSPRING_S3_ENDPOINT;
  if (endpoint === undefined) {
    const embedded = await createEmbeddedObjects({ folder: objectsFolder(dataFolder), isShared });
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

/** Sweeps what an earlier run left in the embedded object store, before several processes open it. */
export async function sweepObjectStore(settings: Settings, dataFolder: string): Promise<void> {
  if (settings.WELLSPRING_S3_ENDPOINT === undefined)
    await createEmbeddedObjects({ folder: objectsFolder(dataFolder) });
}

/** Gives back what a process that has ended had locked in the embedded object store. */
export async function releaseObjectStore(settings: Settings, dataFolder: string, pid: number): Promise<void> {
  if (settings.WELLSPRING_S3_ENDPOINT === undefined) await releaseObjectsOf(objectsFolder(dataFolder), pid);
}

function objectsFolder(dataFolder: string): string {
  return join(dataFolder, 'objects');
}
