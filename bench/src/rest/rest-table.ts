import type { RestClass } from './rest-classes.js';
import type { RestFigures } from './rest-orders.js';

/** What came of one class. */
export type RestResult = Pick<RestClass, 'name' | 'clients' | 'target'> &
  (
    | { readonly available: false; readonly reason: string }
    | {
        readonly available: true;
        readonly load: RestFigures;
        /** Processor time, in microseconds a request; undefined where the system does not say. */
        readonly processor: { readonly server: number; readonly database: number } | undefined;
      }
  );

const columns = [
  ['class', 26],
  ['clients', 8],
  ['n', 8],
  ['req/s', 8],
  ['resources/s', 12],
  ['p50 ms', 8],
  ['p99 ms', 8],
  ['errors', 9],
  ['us/req: server', 15],
  ['database', 9],
  ['generator', 10],
] as const;

/** The table, with what was missed below it. */
export function restTable(results: readonly RestResult[]): string {
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(columns[at][1]) : cell.padStart(columns[at]![1])))
      .join('');
  const lines = [line(columns.map(([head]) => head))];
  const remarks: string[] = [];
  for (const result of results) {
    if (!result.available) {
      lines.push(`${result.name.padEnd(columns[0][1])}  not available: ${result.reason.slice(0, 120)}`);
      continue;
    }
    const { load, processor } = result;
    lines.push(
      line([
        result.name,
        String(result.clients),
        String(load.requests),
        load.perSecond.toFixed(0),
        load.resourcesPerSecond.toFixed(0),
        load.p50.toFixed(2),
        load.p99.toFixed(2),
        `${((load.errors / load.requests) * 100).toFixed(2)} %`,
        processor?.server.toFixed(0) ?? '-',
        processor?.database.toFixed(0) ?? '-',
        load.generatorMicroseconds.toFixed(0),
      ]),
    );
    remarks.push(...remarksOn(result));
  }
  return [...lines, ...remarks].join('\n');
}

function remarksOn({
  name,
  target,
  load,
}: Extract<RestResult, { readonly available: true }>): readonly string[] {
  const { perSecond = 0, resourcesPerSecond = 0, p99 = Number.POSITIVE_INFINITY } = target;
  const remarks: string[] = [];
  if (load.perSecond < perSecond)
    remarks.push(`${load.perSecond.toFixed(0)} requests/s, target ${perSecond}`);
  if (load.resourcesPerSecond < resourcesPerSecond)
    remarks.push(`${load.resourcesPerSecond.toFixed(0)} resources/s, target ${resourcesPerSecond}`);
  if (load.p99 > p99) remarks.push(`p99 ${load.p99.toFixed(2)} ms, target ${p99}`);
  if (load.firstError !== undefined)
    remarks.push(`${load.errors} errors, the first: ${load.firstError.slice(0, 300)}`);
  return remarks.map((remark) => `! ${name}: ${remark}`);
}
