import type { ValidationLevel } from '@wellspring/fhir';
import type { LineBatch } from './line-batcher.js';
import type { RangeCounts } from './range-table.js';

/** What an import worker is started with. */
export interface ImportWorkerData {
  readonly databaseUrl: string;
  readonly dataStoreId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly retryMs: number;
  /** How strictly the lines are validated. */
  readonly level: ValidationLevel;
  /** Whether the thread gives way to others that want the processor. */
  readonly givesWay: boolean;
  /** Whether the database's processes are of this machine, so that its statements can do so, too. */
  readonly embeddedDatabase: boolean;
}

/** To a worker. A batch is read at once and written when it is told to. */
export type ToWorker =
  | { readonly kind: 'read'; readonly batch: number; readonly ordinal: number; readonly lines: LineBatch }
  | { readonly kind: 'write'; readonly batch: number }
  | { readonly kind: 'close' };

/** From a worker. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly batch: number; readonly identities: Float64Array<ArrayBuffer> }
  | { readonly kind: 'written'; readonly batch: number; readonly counts: RangeCounts }
  | { readonly kind: 'failed'; readonly batch: number; readonly failure: WorkerFailure }
  | { readonly kind: 'server-error'; readonly message: string };

/** An error that crosses the thread boundary. */
export interface WorkerFailure {
  readonly kind: 'lease-lost' | 'transient' | 'other';
  readonly message: string;
}
