import type { Machine } from '../machine-line.js';

/** What came of one measure, at one size of the store. Totals, so that anything can be worked out from them. */
export interface SuiteRow {
  /** Stays the same over time: the history is kept by it. */
  readonly name: string;
  /** What is counted. */
  readonly unit: 'resources' | 'requests';
  readonly units: number;
  readonly perSecond: number;
  /** Requests at the same time. */
  readonly clients?: number;
  /** Milliseconds of a request. */
  readonly p50?: number;
  readonly p99?: number;
  /** Of so many requests or resources, those of the warm-up with them, so many failed. */
  readonly attempts: number;
  readonly errors: number;
  readonly firstError?: string;
  /** Of the attempts, how many a busy server sent away, or ended as too costly, as it may. */
  readonly refused?: number;
  /** Seconds of processor time. */
  readonly serverSeconds?: number;
  readonly databaseSeconds?: number;
  /** Of the load generator, in seconds, and as a share of the processes' time: near 1 it is what is measured. */
  readonly generatorSeconds?: number;
  readonly generatorShare?: number;
  /** The most resident memory of the server's processes, in bytes. */
  readonly peakMemory?: number;
  /** Bytes that the database grew by, and wrote to its log. */
  readonly disk?: number;
  readonly log?: number;
}

/** A measure that could not be taken. */
export interface MissingRow {
  readonly name: string;
  readonly missing: string;
}

/** The measures of a store of one size. */
export interface SuiteSize {
  /** `150k` */
  readonly label: string;
  /** What the store held when it was loaded. */
  readonly resources: number;
  readonly rows: readonly (SuiteRow | MissingRow)[];
  /** What else is to be known: counts that do not agree, say. */
  readonly remarks: readonly string[];
}

/** One run of all of it. */
export interface SuiteRun {
  /** ISO 8601, with seconds. */
  readonly date: string;
  /** Of git, shortened, with `+` where files were changed since. */
  readonly commit: string;
  /** Absent for this program. */
  readonly against?: string;
  readonly machine: Machine;
  readonly data: string;
  /** Server processes. */
  readonly processes: number;
  /** Of each class of load. */
  readonly seconds: number;
  readonly sizes: readonly SuiteSize[];
  /** What does not depend on the size of a store. */
  readonly others: readonly (SuiteRow | MissingRow)[];
}
