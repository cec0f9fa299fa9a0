import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import { createDataStore } from '../commands/create-data-store.js';
import { connectTo, disconnect, type Connection } from '../commands/connection.js';
import { readSettings } from '../configuration/read-settings.js';
import { rootCredential } from '../root-credential.js';
import { startProgram, type RunningProgram } from '../program.js';

/** A whole program on a folder and a port of its own, and clients for it. */
export interface ProgramUnderTest {
  readonly folder: string;
  readonly endpoint: string;
  readonly connection: Connection;
  /** Signed for the FHIR data plane. */
  readonly fetchFhir: SignedFetch;
  /** Creates a data store and waits until it is active; returns its id. */
  createStore(name?: string): Promise<string>;
  /** The address of a data store's data plane, with a slash at the end. */
  fhirUrl(storeId: string): string;
  /** Stops the program; the folder stays. */
  stop(): Promise<void>;
  /** Starts it again on the same folder. */
  restart(): Promise<ProgramUnderTest>;
  /** Stops it and removes the folder. */
  remove(): Promise<void>;
}

/** Starts the program on a fresh folder, with further settings where given. */
export async function startUnderTest(
  environment: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<ProgramUnderTest> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'wellspring-test-')));
  const settings = readSettings({
    WELLSPRING_PORT: '0',
    WELLSPRING_LOG_LEVEL: 'silent',
    // Reports are made where a test asks for them.
    WELLSPRING_IMPORT_QUALITY: 'false',
    // Other tests run at the same time, and an import would give way to them.
    WELLSPRING_IMPORT_SHARE: '100',
    // What tests store need not be whole: who wants more says so.
    WELLSPRING_VALIDATION_LEVEL: 'structure-only',
    ...environment,
    WELLSPRING_DATA: data,
  });
  const running: RunningProgram = await startProgram(settings).catch(async (error: unknown) => {
    // A folder made here has nobody else to remove it.
    if (folder === undefined) await rm(data, { recursive: true, force: true });
    throw error;
  });
  const credentials = await rootCredential(settings, data);
  const connection = connectTo(running.endpoint, settings, credentials);
  const stop = async (): Promise<void> => {
    disconnect(connection);
    await running.stop();
  };
  return {
    folder: data,
    endpoint: running.endpoint,
    connection,
    fetchFhir: signedFetch({ credentials, region: settings.WELLSPRING_REGION, service: 'healthlake' }),
    createStore: (name = 'test') => createDataStore(connection.healthLake, name),
    fhirUrl: (storeId) => `${running.endpoint}/datastore/${storeId}/r4/`,
    stop,
    async restart() {
      return startUnderTest(environment, data);
    },
    async remove() {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
