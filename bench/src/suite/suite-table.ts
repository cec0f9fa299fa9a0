import { columns, ratio, shown } from './row-figures.js';
import type { MissingRow, SuiteRow, SuiteRun, SuiteSize } from './suite-run.js';

/** A line of the table: the measure, what it counts, of which size, and the cells; or why there are none. */
interface TableLine {
  readonly head: readonly [measure: string, counts: string, size: string];
  readonly cells: readonly string[] | string;
}

/** The one table of a run: for each measure a line a size, and the ratio of the largest to the smallest. */
export function suiteLines({ sizes, others }: SuiteRun): readonly TableLine[] {
  const names = [...new Set(sizes.flatMap(({ rows }) => rows.map(({ name }) => name)))];
  const lines: TableLine[] = [];
  for (const name of names) {
    const found = sizes.flatMap((size) => {
      const row = size.rows.find((each) => each.name === name);
      return row ? [{ size, row }] : [];
    });
    lines.push(...found.map(({ size, row }, at) => lineOf(at === 0 ? name : '', size, row)));
    const measured = found.flatMap(({ row }) => ('missing' in row ? [] : [row]));
    const [smallest, largest] = [measured[0], measured.at(-1)];
    if (smallest && largest && smallest !== largest)
      lines.push({
        head: ['', '', 'ratio'],
        cells: columns.map((column) => ratio(column, smallest, largest)),
      });
  }
  lines.push(...others.map((row) => lineOf(row.name, undefined, row)));
  return lines;
}

function lineOf(name: string, size: SuiteSize | undefined, row: SuiteRow | MissingRow): TableLine {
  const label = size?.label ?? 'any';
  if ('missing' in row) return { head: [name, '', label], cells: `not measured: ${row.missing}` };
  return { head: [name, row.unit, label], cells: columns.map((column) => shown(column, row)) };
}

const headings = ['measure', 'counts', 'store', ...columns.map(({ name }) => name)];

/** For a terminal. */
export function suiteText(run: SuiteRun): string {
  const lines = suiteLines(run);
  const texts = lines.map(({ head, cells }) => [...head, ...(typeof cells === 'string' ? [cells] : cells)]);
  const widths = headings.map((heading, at) =>
    Math.max(
      heading.length,
      ...texts.flatMap((text, line) =>
        typeof lines[line]!.cells === 'string' && at > 2 ? [] : text[at]!.length,
      ),
    ),
  );
  const show = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at < 3 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd();
  return [headings, ...texts].map(show).join('\n');
}

/** For a page of the documentation. */
export function suiteMarkdown(run: SuiteRun): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = suiteLines(run).map(({ head, cells }) =>
    line([...head, ...(typeof cells === 'string' ? [cells, ...columns.slice(1).map(() => '')] : cells)]),
  );
  return [line(headings), line(headings.map(() => '---')), ...lines].join('\n');
}
