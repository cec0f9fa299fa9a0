import type { LoadFigures } from './load-orders.js';
import type { SearchClass } from './search-classes.js';

/** What came of one class of searches on one store. */
export type ClassFigures =
  | { readonly name: string; readonly available: false; readonly reason: string }
  | {
      readonly name: string;
      readonly available: true;
      readonly target: SearchClass['target'];
      readonly load: LoadFigures;
      /** Processor time, in microseconds a request; undefined where the system does not say. */
      readonly processor: { readonly server: number; readonly database: number } | undefined;
    };

/** More than this against the smallest store is too much. */
const worstRatio = 1.5;

const columns = [
  ['class', 31],
  ['n', 6],
  ['p50 ms', 8],
  ['p99 ms', 8],
  ['req/s', 7],
  ['hits', 6],
  ['errors', 7],
  ['us/req: server', 15],
  ['database', 9],
  ['generator', 10],
] as const;
const ratioColumns = [
  ['p50 x', 7],
  ['p99 x', 7],
  ['req/s x', 8],
] as const;

/**
 * The table of a store, with what was missed below it.
 *
 * @param smaller the figures of the smallest store of the run, to compare with
 */
export function classTable(figures: readonly ClassFigures[], smaller?: readonly ClassFigures[]): string {
  const heads = smaller ? [...columns, ...ratioColumns] : columns;
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(heads[at][1]) : cell.padStart(heads[at]![1]))).join('');
  const lines = [line(heads.map(([head]) => head))];
  const remarks: string[] = [];
  for (const row of figures) {
    if (!row.available) {
      lines.push(`${row.name.padEnd(columns[0][1])}  not available: ${row.reason.slice(0, 120)}`);
      continue;
    }
    const before = smaller?.find(({ name }) => name === row.name);
    const ratios = before?.available ? ratiosOf(row.load, before.load) : undefined;
    lines.push(line([row.name, ...cellsOf(row), ...(ratios ?? []).map((ratio) => ratio.toFixed(2))]));
    remarks.push(...remarksOn(row, ratios));
  }
  return [...lines, ...remarks].join('\n');
}

function cellsOf({ load, processor }: Extract<ClassFigures, { available: true }>): readonly string[] {
  return [
    String(load.requests),
    load.p50.toFixed(2),
    load.p99.toFixed(2),
    load.perSecond.toFixed(0),
    Number.isNaN(load.hits) ? '-' : load.hits.toFixed(1),
    String(load.errors),
    processor?.server.toFixed(0) ?? '-',
    processor?.database.toFixed(0) ?? '-',
    load.generatorMicroseconds.toFixed(0),
  ];
}

/** How many times worse each figure is: of times the larger is worse, of the rate the smaller. */
function ratiosOf(now: LoadFigures, before: LoadFigures): readonly [number, number, number] {
  return [now.p50 / before.p50, now.p99 / before.p99, before.perSecond / now.perSecond];
}

function remarksOn(
  { name, target, load }: Extract<ClassFigures, { available: true }>,
  ratios: readonly number[] | undefined,
): readonly string[] {
  const remarks: string[] = [];
  if (load.p50 > target.p50) remarks.push(`p50 ${load.p50.toFixed(2)} ms, target ${target.p50}`);
  if (target.p99 !== undefined && load.p99 > target.p99)
    remarks.push(`p99 ${load.p99.toFixed(2)} ms, target ${target.p99}`);
  if (target.perSecond !== undefined && load.perSecond < target.perSecond)
    remarks.push(`${load.perSecond.toFixed(0)} requests/s, target ${target.perSecond}`);
  if (ratios?.some((ratio) => ratio > worstRatio))
    remarks.push(
      `${Math.max(...ratios).toFixed(2)} times worse than on the smallest store, target ${worstRatio}`,
    );
  if (load.firstError !== undefined)
    remarks.push(`${load.errors} errors, the first: ${load.firstError.slice(0, 300)}`);
  return remarks.map((remark) => `! ${name}: ${remark}`);
}
