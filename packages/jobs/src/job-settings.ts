import { availableParallelism } from 'node:os';
import type { ValidationLevel } from '@wellspring/fhir';

/** The limits and rates of import and export. */
export interface JobSettings {
  /** How strictly resources are validated where neither the job nor its data store says. */
  readonly validationLevel: ValidationLevel;
  /**
   * Worker threads of a node's imports together; each parses, validates, extracts and writes on its own
   * connections. Every import has one at least. By default one a core, at most four: each takes about
   * 90 MB and stores some 3,000 resources a second.
   */
  readonly workers: number;
  /**
   * How much of its time an import works while clients are served, in percent. Below 100 its threads give way to others,
   * too, and its statements, where the database's processes are of this machine. Undefined: where both can, that is
   * enough, and it works all the time; else 50.
   */
  readonly importShare: number | undefined;
  /** Whether the database's processes are of this machine. */
  readonly embeddedDatabase: boolean;
  /** Jobs of one kind that may wait for one data store, beside the one that runs. */
  readonly maxQueued: number;
  /** Jobs of one kind that one node runs at the same time, of different data stores. */
  readonly maxRunning: number;
  /** How often the queue is looked at where no notification came, in ms. */
  readonly pollMs: number;
  /** A running job whose node has been silent for so long is taken over by another, in ms. */
  readonly leaseMs: number;
  /** A batch ends at the first line end after so many bytes... */
  readonly batchBytes: number;
  /** ...or after so many lines. */
  readonly batchLines: number;
  /** Bytes of batches read and not yet written; one batch larger than this goes alone. */
  readonly maxBytesInFlight: number;
  /**
   * A longer line is refused, without being held in memory. A resource of many small elements takes some
   * twenty times its bytes while it is worked on: 14 MB of them were measured at 493 MB of the server's.
   */
  readonly maxLineBytes: number;
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly maxInputBytes: number;
  /** How long a batch is tried again while the database is away, in ms. */
  readonly retryMs: number;
  /** How often a job whose run broke is tried again without having got further. */
  readonly maxAttempts: number;
  /** An export file ends after the resource that reaches so many bytes. */
  readonly exportFileBytes: number;
  /** The bucket for files of the program's own: of bulk data exports without another place, and the like. */
  readonly ownBucket: string;
  /** How long files are kept there, in ms. */
  readonly keepMs: number;
  /** How often it is looked for what to remove, in ms. */
  readonly tidyMs: number;
  /**
   * How long before the snapshot of a bulk data export its `transactionTime` lies, in ms: what is written later has
   * its own time later than that, so that an export of what changed since misses nothing.
   */
  readonly settleMs: number;
  /** Resources that a job deletes or changes in one transaction, at most. */
  readonly changeBatch: number;
  /** Whether each import is followed by a report on the quality of what it wrote. */
  readonly importQuality: boolean;
  /** Reports on data quality whose figures are kept: of the data store, and of imports. */
  readonly qualityHistory: number;
  /** How long stop() waits for batches in flight, in ms. */
  readonly stopMs: number;
}

const MB = 1_000_000;

/**
 * The quotas of HealthLake where it has one (1,000,000 files, 50 GB a file, 5 TB an import, 25 jobs
 * in line), else what was measured to be fast with flat memory.
 */
export const defaultJobSettings: JobSettings = {
  validationLevel: 'strict',
  workers: Math.min(availableParallelism(), 4),
  importShare: 100,
  embeddedDatabase: false,
  maxQueued: 25,
  maxRunning: 2,
  pollMs: 500,
  leaseMs: 15_000,
  batchBytes: MB,
  batchLines: 1000,
  maxBytesInFlight: 16 * MB,
  maxLineBytes: 16 * MB,
  maxFiles: 1_000_000,
  maxFileBytes: 50_000 * MB,
  maxInputBytes: 5_000_000 * MB,
  retryMs: 300_000,
  maxAttempts: 3,
  exportFileBytes: 256 * MB,
  ownBucket: 'wellspring-bulk-data',
  keepMs: 48 * 3_600_000,
  tidyMs: 60_000,
  settleMs: 1000,
  changeBatch: 200,
  importQuality: true,
  qualityHistory: 30,
  stopMs: 5000,
};
