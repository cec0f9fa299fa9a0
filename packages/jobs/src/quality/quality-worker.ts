import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { connect, isTransient } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { createRegistry } from '@wellspring/store';
import { giveWay } from '../give-way.js';
import { measureQuality } from './measure-quality.js';
import type { FromQualityThread, QualityThreadData } from './quality-messages.js';
import { createQualityValidator } from './quality-validator.js';

/*
 * The entry of a thread that measures the quality of a data store: reads one snapshot on a connection of its own and
 * writes nothing. Whoever started it ends it when the job must not go on.
 */

/** The snapshot's, and one for what the data is judged by. */
const CONNECTIONS = 2;
/** Where the thread is told apart from those that wait for it. */
const PROGRESS_MS = 250;

async function serve(port: MessagePort, data: QualityThreadData): Promise<void> {
  giveWay();
  const send = (message: FromQualityThread): void => {
    port.postMessage(message);
  };
  const { databaseUrl: url, dataStoreId } = data;
  const database = connect({ url, max: CONNECTIONS, preparedMax: 1, applicationName: 'wellspring quality' });
  try {
    const noWrites = {
      get node(): never {
        throw new Error('A report on data quality writes nothing');
      },
    };
    const store = await createRegistry({ database, url, slot: noWrites, cacheBytes: 0 }).open(dataStoreId);
    if (store === undefined) {
      send({
        kind: 'failed',
        transient: false,
        gone: true,
        message: 'The data store is not active any more',
      });
      return;
    }
    let told = 0;
    const snapshot = await store.exportSnapshot();
    try {
      const measured = await measureQuality({
        snapshot,
        ...(data.spans && { spans: data.spans.map(([low, high]) => ({ low, high })) }),
        storeId: dataStoreId,
        validator: createQualityValidator(store),
        codeSystems: store.conformance,
        onProgress: (progress) => {
          if (performance.now() - told < PROGRESS_MS) return;
          told = performance.now();
          send({ kind: 'progress', progress });
        },
      });
      send({ kind: 'measured', measured });
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    // What an error of ours says may quote a resource; where it comes from does not.
    send({ kind: 'failed', transient: isToBeTriedAgain(error), gone: false, message: faultText(error) });
  } finally {
    await database.close();
    port.close();
  }
}

/** Also where a release of a code system was removed while codes were looked up in it. */
function isToBeTriedAgain(error: unknown): boolean {
  return isTransient(error) || (error instanceof WellspringError && error.code === 'database-unavailable');
}

function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const frame = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  const { code } = error as { readonly code?: unknown };
  return [error.name, typeof code === 'string' ? code : undefined, frame?.trim()].filter(Boolean).join(' ');
}

if (parentPort !== null) await serve(parentPort, workerData as QualityThreadData);
