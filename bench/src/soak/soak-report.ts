import { createLatencyHistogram } from './latency-histogram.js';
import type { SoakRun } from './run-soak.js';
import type { SoakKind } from './soak-requests.js';
import type { MinuteTally } from './soak-tally.js';
import { mib, type SoakVerdict } from './soak-verdict.js';

const shown: readonly SoakKind[] = ['read', 'search', 'create', 'update', 'transaction'];

/** A line a minute, and what came of it. */
export function soakReport(run: SoakRun, { memory, faults }: SoakVerdict): string {
  const { tally, looks, jobs } = run;
  const columns = [
    'minute',
    'requests/s',
    'refused',
    'errors',
    ...shown.map((kind) => `${kind} p50/p99`),
    'RSS MiB',
    'heap MiB',
    'loop p99 ms',
    'connections',
    'waiting',
  ];
  const lastLook = looks.looks.at(-1)?.seconds ?? 0;
  const rows = tally.minutes.map((minute, number) => {
    const of = looks.looks.filter(({ seconds }) => Math.floor(seconds / 60) === number);
    const most = (values: readonly number[]): string =>
      values.length === 0 ? '' : String(Math.round(Math.max(...values)));
    const seconds = Math.min(60, Math.max(1, lastLook - number * 60));
    return [
      String(number + 1),
      String(Math.round(minute.answered / seconds)),
      String(minute.refused),
      String(minute.errors),
      ...shown.map((kind) => times(minute, kind)),
      most(of.map(({ resident }) => mib(resident))),
      most(of.map(({ heap }) => mib(heap))),
      most(of.map(({ loopMs }) => loopMs)),
      most(of.map(({ connections }) => connections)),
      most(of.map(({ waiting }) => waiting)),
    ];
  });
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => cell.padStart(widths[at]!)).join('  ');
  return [
    line(columns),
    ...rows.map(line),
    `${tally.total('answered')} answered, ${tally.total('refused')} refused, ${tally.total('errors')} errors; ${jobs.done} bulk jobs; ${run.checked} acknowledged writes read again`,
    `memory after the warm-up: ${mib(memory.mean)} MiB, ${memory.growth < 0 ? '' : '+'}${mib(memory.growth)} MiB by the line through it; ${mib(run.peakMemory)} at most`,
    ...faults.map((fault) => `! ${fault}`),
    faults.length === 0 ? 'passed' : 'failed',
  ].join('\n');
}

function times({ times: histograms }: MinuteTally, kind: SoakKind): string {
  const histogram = histograms.get(kind) ?? createLatencyHistogram();
  if (histogram.count === 0) return '';
  return `${histogram.percentile(0.5).toFixed(1)}/${histogram.percentile(0.99).toFixed(0)}`;
}
