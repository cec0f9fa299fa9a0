import { createLatencyHistogram, type LatencyHistogram } from './latency-histogram.js';
import type { SoakOutcome } from './soak-client.js';
import type { SoakKind, SoakRequest } from './soak-requests.js';

/** What came of the requests of a minute. */
export interface MinuteTally {
  readonly times: ReadonlyMap<SoakKind, LatencyHistogram>;
  readonly answered: number;
  readonly refused: number;
  readonly errors: number;
}

/** What came of all requests, by minute. */
export interface SoakTally {
  told(request: SoakRequest, outcome: SoakOutcome): void;
  readonly minutes: readonly MinuteTally[];
  /** The first errors, in words. */
  readonly faults: readonly string[];
  total(of: 'answered' | 'refused' | 'errors'): number;
}

const FAULTS_KEPT = 10;

/** @param now milliseconds of a clock that never goes back */
export function createSoakTally(now: () => number = () => performance.now()): SoakTally {
  const began = now();
  const minutes: {
    times: Map<SoakKind, LatencyHistogram>;
    answered: number;
    refused: number;
    errors: number;
  }[] = [];
  const faults: string[] = [];
  return {
    minutes,
    faults,
    told({ kind }, outcome) {
      const at = Math.floor((now() - began) / 60_000);
      while (minutes.length <= at) minutes.push({ times: new Map(), answered: 0, refused: 0, errors: 0 });
      const minute = minutes[at]!;
      switch (outcome.kind) {
        case 'answered': {
          minute.answered += 1;
          let times = minute.times.get(kind);
          if (times === undefined) minute.times.set(kind, (times = createLatencyHistogram()));
          times.add(outcome.ms);
          return;
        }
        case 'refused':
          minute.refused += 1;
          return;
        case 'error':
          minute.errors += 1;
          if (faults.length < FAULTS_KEPT) faults.push(outcome.fault);
          return;
      }
      outcome satisfies never;
    },
    total: (of) => minutes.reduce((sum, minute) => sum + minute[of], 0),
  };
}
