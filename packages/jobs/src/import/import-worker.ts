import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { allocateNode, connect, isTransient, type Database, type NodeSlot } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { createBulkWriter, createRegistry } from '@wellspring/store';
import { giveWay } from '../give-way.js';
import { LeaseLost } from '../job-message.js';
import { readBatch, type BatchContext, type ReadBatch } from './import-batch.js';
import type { LineValidation } from './validate-lines.js';
import type { FromWorker, ImportWorkerData, ToWorker, WorkerFailure } from './worker-messages.js';

/*
 * The entry of an import worker thread: reads batches of lines that it is given and, when it is told
 * to, writes them on a connection of its own. While one batch is being written the next is read.
 */

// Two batches at once, and a look whether one is stored already.
const CONNECTIONS = 3;

// A fault that meets one line tends to meet a million.
const FAULTS_TOLD = 100;

async function serve(port: MessagePort, data: ImportWorkerData): Promise<void> {
  if (data.givesWay) giveWay();
  const database = connect({
    url: data.databaseUrl,
    max: CONNECTIONS,
    // For the dictionary, and for what lines are validated by.
    preparedMax: 1,
    applicationName: 'wellspring import',
    background: data.givesWay && data.embeddedDatabase,
  });
  const slot = await allocateNode(database);
  const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  const writer = await createBulkWriter({ database, dataStoreId: data.dataStoreId, slot });
  const validation = await validationOf(data, database, slot);
  let faults = 0;
  const context: BatchContext = {
    database,
    writer,
    jobId: data.jobId,
    attempt: data.attempt,
    retryMs: data.retryMs,
    validation,
    onServerError: (error) => {
      if (++faults <= FAULTS_TOLD) send({ kind: 'server-error', message: faultText(error) });
    },
  };
  const read = new Map<number, ReadBatch>();

  const handle = async (message: ToWorker): Promise<void> => {
    switch (message.kind) {
      case 'read': {
        const batch = await readBatch(context, message.ordinal, message.lines);
        read.set(message.batch, batch);
        send({ kind: 'read', batch: message.batch, identities: batch.identities }, [batch.identities.buffer]);
        return;
      }
      case 'write': {
        const batch = read.get(message.batch);
        read.delete(message.batch);
        if (batch === undefined) throw new Error('A batch is written once, after it was read');
        send({ kind: 'written', batch: message.batch, counts: await batch.write() });
        return;
      }
      case 'close':
        port.close();
        await slot.release();
        await database.close();
        return;
    }
    message satisfies never;
  };

  port.on('message', (message: ToWorker) => {
    handle(message).catch((error: unknown) => {
      if (message.kind !== 'close') send({ kind: 'failed', batch: message.batch, failure: failureOf(error) });
    });
  });
  send({ kind: 'ready' });
}

/** What lines are validated by: of a registry of the worker's own, since its connections are its own. */
async function validationOf(
  { dataStoreId, databaseUrl: url, level, retryMs }: ImportWorkerData,
  database: Database,
  slot: NodeSlot,
): Promise<LineValidation | undefined> {
  if (level === 'structure-only') return undefined;
  const store = await createRegistry({ database, url, slot, cacheBytes: 0 }).open(dataStoreId);
  if (store === undefined) throw new WellspringError('data-store-not-active', 'The data store is not active');
  return { level, validator: store.validator, retryMs };
}

/** An error without its content: messages of PostgreSQL name tables and constraints, not values. */
function failureOf(error: unknown): WorkerFailure {
  if (error instanceof LeaseLost) return { kind: 'lease-lost', message: error.message };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
  return { kind: isTransient(error) ? 'transient' : 'other', message };
}

/**
 * Where a fault is, for whoever mends it. What an error of ours says may quote the resource, so its
 * words stay out; those of PostgreSQL do not.
 */
function faultText(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const frame = cause.stack?.split('\n').find((line) => /^\s+at /.test(line));
    const { code } = cause as { readonly code?: unknown };
    parts.push(
      [cause.name, typeof code === 'string' ? code : undefined, frame?.trim()].filter(Boolean).join(' '),
    );
  }
  return parts.join(', because of ');
}

if (parentPort !== null) await serve(parentPort, workerData as ImportWorkerData);
