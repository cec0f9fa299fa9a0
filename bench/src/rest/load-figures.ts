import { percentile } from '../percentile.js';
import type { LoadTally } from './rest-orders.js';

/** Of the answers to one load. */
export interface RestFigures {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds; from the request's first byte to the answer's last. */
  readonly p50: number;
  readonly p99: number;
  /** Requests that were answered without a fault. */
  readonly perSecond: number;
  readonly resourcesPerSecond: number;
  readonly resources: number;
  readonly errors: number;
  readonly firstError?: string;
  /** Sent away by a busy server, where the request says that it may. */
  readonly refused: number;
  /** Entries of an answer, the mean over those that were parsed; NaN where none was. */
  readonly hits: number;
  /** Resources that the server says it has made, and deleted. */
  readonly created: number;
  readonly deleted: number;
  /** Processor time of the generators, in microseconds a request; signing beforehand is not in it. */
  readonly generatorMicroseconds: number;
}

/** The figures of a load that several generators sent at the same time. */
export function loadFigures(tallies: readonly LoadTally[]): RestFigures {
  const sum = (pick: (tally: LoadTally) => number): number =>
    tallies.reduce((total, tally) => total + pick(tally), 0);
  const times = new Float64Array(sum((tally) => tally.times.length));
  let at = 0;
  for (const tally of tallies) {
    times.set(tally.times, at);
    at += tally.times.length;
  }
  const requests = sum((tally) => tally.requests);
  const errors = sum((tally) => tally.errors);
  const refused = sum((tally) => tally.refused);
  const resources = sum((tally) => tally.resources);
  const seconds = Math.max(...tallies.map((tally) => tally.seconds));
  const firstError = tallies.find((tally) => tally.firstError !== undefined)?.firstError;
  return {
    requests,
    seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    perSecond: (requests - errors - refused) / seconds,
    resourcesPerSecond: resources / seconds,
    resources,
    errors,
    ...(firstError !== undefined && { firstError }),
    refused,
    hits: sum((tally) => tally.entries) / sum((tally) => tally.parsed),
    created: sum((tally) => tally.created),
    deleted: sum((tally) => tally.deleted),
    generatorMicroseconds: sum((tally) => tally.processor) / requests,
  };
}
