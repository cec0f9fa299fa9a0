import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Database } from '@wellspring/database';
import type { LaneFigures } from '@wellspring/http';
import type { Admission } from './admission.js';

/** How much there is to do, for Prometheus. */
export interface LoadFigures {
  /** The page in its text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
  page(): string;
  stop(): void;
}

const RESOLUTION_MS = 20;

/** What the process and its lanes are at; nothing in it is about a data store. */
export function createLoadFigures(admission: Admission, database: Database): LoadFigures {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    page() {
      const { work, memory } = admission.figures();
      const { rss, heapUsed, external } = process.memoryUsage();
      const perClass = (of: keyof LaneFigures) =>
        Object.entries(work).map(([kind, lane]) => [`class="${kind}"`, lane[of]] as const);
      const connections = database.connections();
      const page = [
        ...metric('requests_in_work', 'gauge', 'Requests that are worked on.', perClass('atOnce')),
        ...metric('requests_waiting', 'gauge', 'Requests that wait for their turn.', perClass('waiting')),
        ...metric('requests_taken_total', 'counter', 'Requests that had their turn.', perClass('taken')),
        ...metric(
          'requests_refused_total',
          'counter',
          'Requests that were refused, since too many waited or it took too long.',
          perClass('refused'),
        ),
        ...metric(
          'held_bytes',
          'gauge',
          'Memory for bodies and answers of requests.',
          Object.entries(memory).map(([name, lane]) => [`of="${name}"`, lane.bytes]),
        ),
        ...metric(
          'held_refused_total',
          'counter',
          'Requests that were refused, since that memory was taken.',
          Object.entries(memory).map(([name, lane]) => [`of="${name}"`, lane.refused]),
        ),
        ...metric('database_connections', 'gauge', 'Connections to the database.', [
          ...connections.map(({ lane, open }) => [`lane="${lane}",state="open"`, open] as const),
          ...connections.map(({ lane, idle }) => [`lane="${lane}",state="idle"`, idle] as const),
        ]),
        ...metric(
          'database_waiting',
          'gauge',
          'Statements and transactions that wait for a connection.',
          connections.map(({ lane, waiting }) => [`lane="${lane}"`, waiting]),
        ),
        ...metric(
          'event_loop_delay_seconds',
          'gauge',
          'How late the event loop was, since this page was asked for last.',
          [
            ['quantile="0.5"', lateBy(delay.percentile(50))],
            ['quantile="0.99"', lateBy(delay.percentile(99))],
            ['quantile="1"', lateBy(delay.max)],
          ],
        ),
        ...metric('memory_bytes', 'gauge', 'Memory of the process.', [
          ['of="resident"', rss],
          ['of="heap"', heapUsed],
          ['of="external"', external],
        ]),
      ].join('\n');
      delay.reset();
      return `${page}\n`;
    },
    stop() {
      delay.disable();
    },
  };
}

/** The histogram has the intervals between its looks, in nanoseconds. */
function lateBy(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1_000) : 0;
}

function metric(
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  values: readonly (readonly [labels: string, value: number])[],
): string[] {
  return [
    `# HELP wellspring_${name} ${help}`,
    `# TYPE wellspring_${name} ${type}`,
    ...values.map(([labels, value]) => `wellspring_${name}{${labels}} ${value}`),
  ];
}
