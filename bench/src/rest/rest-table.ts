import type { RestResult } from './measured-class.js';

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
    const { load, used, warmUp } = result;
    const each = (seconds: number | undefined): string =>
      seconds === undefined ? '-' : ((seconds * 1e6) / load.requests).toFixed(0);
    lines.push(
      line([
        result.name,
        String(result.clients),
        String(load.requests),
        load.perSecond.toFixed(0),
        load.resourcesPerSecond.toFixed(0),
        load.p50.toFixed(2),
        load.p99.toFixed(2),
        `${((load.errors / (load.requests + warmUp.requests)) * 100).toFixed(2)} %`,
        each(used?.server),
        each(used?.database),
        load.generatorMicroseconds.toFixed(0),
      ]),
    );
    remarks.push(...missedTargets(result));
  }
  return [...lines, ...remarks].join('\n');
}

/** What a class has missed, and its errors, a line each. */
export function missedTargets({
  name,
  target,
  load,
}: Extract<RestResult, { readonly available: true }>): readonly string[] {
  const { perSecond = 0, resourcesPerSecond = 0 } = target;
  const { p50 = Number.POSITIVE_INFINITY, p99 = Number.POSITIVE_INFINITY } = target;
  const remarks: string[] = [];
  if (load.perSecond < perSecond)
    remarks.push(`${load.perSecond.toFixed(0)} requests/s, target ${perSecond}`);
  if (load.resourcesPerSecond < resourcesPerSecond)
    remarks.push(`${load.resourcesPerSecond.toFixed(0)} resources/s, target ${resourcesPerSecond}`);
  if (load.p50 > p50) remarks.push(`p50 ${load.p50.toFixed(2)} ms, target ${p50}`);
  if (load.p99 > p99) remarks.push(`p99 ${load.p99.toFixed(2)} ms, target ${p99}`);
  if (load.firstError !== undefined)
    remarks.push(`${load.errors} errors, the first: ${load.firstError.slice(0, 300)}`);
  return remarks.map((remark) => `! ${name}: ${remark}`);
}
