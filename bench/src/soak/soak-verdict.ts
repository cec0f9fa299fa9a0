import { flatness, type Flatness } from './flatness.js';
import type { SoakRun } from './run-soak.js';
import type { Manners } from './soak-client.js';

/** What is demanded of a soak. */
export interface SoakDemands {
  readonly manners: Manners;
  /** Seconds that do not count for the memory. */
  readonly warmUp: number;
  /** Bytes that memory may grow by after it; absent: what {@link flatness} allows. */
  readonly slack?: number;
  /** The most resident memory of the server's process, in bytes. */
  readonly peakMemory: number;
  /** How long the pages for operators and the control plane may take together, in milliseconds. */
  readonly answeredMs: number;
}

export interface SoakVerdict {
  readonly memory: Flatness;
  /** What is not as it should be: empty where all is. */
  readonly faults: readonly string[];
}

const MIB = 1024 * 1024;

/** Judges a soak. */
export function judge(run: SoakRun, demands: SoakDemands): SoakVerdict {
  const { tally, looks, jobs, after, lost } = run;
  // Where the system does not tell, what the server says of itself.
  const samples =
    looks.memory.length > 0
      ? looks.memory
      : looks.looks.map(({ seconds, resident }) => ({ seconds, bytes: resident }));
  const memory = flatness(samples, demands.warmUp, demands.slack);
  const slowest = Math.max(0, ...looks.looks.map(({ answeredMs }) => answeredMs));
  const refused = tally.total('refused');
  const faults = [
    ...tally.faults,
    ...after.faults,
    ...looks.faults.map((fault) => `the server could not be looked at: ${fault}`),
    ...jobs.faults,
    ...lost,
    ...faultIf(tally.total('answered') === 0, 'nothing was answered'),
    ...faultIf(demands.manners === 'patient' && refused > 0, `${refused} requests were refused`),
    ...faultIf(demands.manners === 'pressing' && refused === 0, 'nothing was refused: it was no overload'),
    ...faultIf(after.total('refused') > 0, `${after.total('refused')} requests were refused after the load`),
    ...faultIf(!memory.flat, `memory grew by ${mib(memory.growth)} MiB from a mean of ${mib(memory.mean)}`),
    ...faultIf(
      run.peakMemory > demands.peakMemory,
      `memory came to ${mib(run.peakMemory)} MiB, and may come to ${mib(demands.peakMemory)}`,
    ),
    ...faultIf(
      slowest > demands.answeredMs,
      `operators and the control plane waited for ${Math.round(slowest)} ms`,
    ),
    ...faultIf(run.leftOver > 0, `${run.leftOver} requests were left over`),
  ];
  return { memory, faults };
}

function faultIf(condition: boolean, fault: string): readonly string[] {
  return condition ? [fault] : [];
}

export function mib(bytes: number): number {
  return Math.round(bytes / MIB);
}
