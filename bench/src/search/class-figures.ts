import type { RestFigures } from '../rest/load-figures.js';
import type { RestResult } from '../rest/measured-class.js';
import { missedTargets } from '../rest/rest-table.js';

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
export function classTable(figures: readonly RestResult[], smaller?: readonly RestResult[]): string {
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

function cellsOf({ load, used }: Extract<RestResult, { available: true }>): readonly string[] {
  const each = (seconds: number | undefined): string =>
    seconds === undefined ? '-' : ((seconds * 1e6) / load.requests).toFixed(0);
  return [
    String(load.requests),
    load.p50.toFixed(2),
    load.p99.toFixed(2),
    load.perSecond.toFixed(0),
    Number.isNaN(load.hits) ? '-' : load.hits.toFixed(1),
    String(load.errors),
    each(used?.server),
    each(used?.database),
    load.generatorMicroseconds.toFixed(0),
  ];
}

/** How many times worse each figure is: of times the larger is worse, of the rate the smaller. */
function ratiosOf(now: RestFigures, before: RestFigures): readonly [number, number, number] {
  return [now.p50 / before.p50, now.p99 / before.p99, before.perSecond / now.perSecond];
}

function remarksOn(
  result: Extract<RestResult, { available: true }>,
  ratios: readonly number[] | undefined,
): readonly string[] {
  const worst = Math.max(...(ratios ?? []));
  return [
    ...missedTargets(result),
    ...(worst > worstRatio
      ? [`! ${result.name}: ${worst.toFixed(2)} times worse than on the smallest store, target ${worstRatio}`]
      : []),
  ];
}
