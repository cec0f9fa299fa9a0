import { percentile } from '../percentile.js';
import type { RestFigures } from '../rest/load-figures.js';
import type { SuiteRow } from '../suite/suite-run.js';

/**
 * How a measure of `seconds` is parted: what is compared takes turns, so that a machine which is slower for a while is so
 * for all of it, and the median of the turns passes over those that were disturbed.
 */
export function turnsOf(seconds: number): { readonly turns: number; readonly seconds: number } {
  const turns = seconds < 3 ? 3 : 5;
  return { turns, seconds: seconds / turns };
}

/** A row of several turns: totals of what was sent, and of the times of a request the median over the turns. */
export function rowOfTurns(name: string, turns: readonly RestFigures[], clients: number): SuiteRow {
  const sum = (pick: (turn: RestFigures) => number): number =>
    turns.reduce((total, turn) => total + pick(turn), 0);
  const median = (pick: (turn: RestFigures) => number): number => percentile(turns.map(pick), 0.5);
  const seconds = sum((turn) => turn.seconds);
  const attempts = sum((turn) => turn.requests);
  const errors = sum((turn) => turn.errors);
  const refused = sum((turn) => turn.refused);
  const done = attempts - errors - refused;
  const firstError = turns.find((turn) => turn.firstError !== undefined)?.firstError;
  const generatorSeconds = sum((turn) => turn.generatorMicroseconds * turn.requests) / 1e6;
  return {
    name,
    unit: 'requests',
    units: done,
    perSecond: done / seconds,
    clients,
    p50: median((turn) => turn.p50),
    p99: median((turn) => turn.p99),
    attempts,
    errors,
    ...(firstError !== undefined && { firstError }),
    ...(refused > 0 && { refused }),
    generatorSeconds,
    generatorShare: generatorSeconds / seconds,
  };
}
