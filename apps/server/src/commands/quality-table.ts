import { passedShare, type QualityFigures, type QualityReport } from '@wellspring/fhir';

/** Parts of a measure that are named below it. */
const MOST_PARTS = 3;

/** A report for a terminal: a line for each measure, and below it the parts that fail most. */
export function qualityTable(report: QualityReport): string {
  const { dataStoreId, importJobId, asOf, resources, validation, measures } = report;
  const of = importJobId === undefined ? '' : `, import ${importJobId}`;
  const lines = [
    `data store ${dataStoreId}${of}`,
    `as of ${asOf}, ${count(resources)} resources, validation: ${validation}`,
  ];
  let dimension = '';
  for (const measure of measures) {
    if (measure.dimension !== dimension) {
      ({ dimension } = measure);
      lines.push('', row(dimension.toUpperCase(), 'passed', 'failed', 'looked at'));
    }
    lines.push(figureRow(measure.title, measure));
    const worst = measure.parts
      .filter(({ failed }) => failed > 0)
      .sort((left, right) => right.failed - left.failed);
    for (const part of worst.slice(0, MOST_PARTS)) lines.push(figureRow(`  ${part.part}`, part));
    if (worst.length > MOST_PARTS) lines.push(`  ... and ${String(worst.length - MOST_PARTS)} more`);
  }
  return `${lines.join('\n')}\n`;
}

function figureRow(name: string, figures: QualityFigures): string {
  return row(name, percent(figures), count(figures.failed), count(figures.checked));
}

const NAME = 58;

function row(name: string, ...cells: readonly string[]): string {
  const shown = name.length > NAME ? `${name.slice(0, NAME - 3)}...` : name;
  return `${shown.padEnd(NAME)} ${cells.map((cell) => cell.padStart(11)).join(' ')}`;
}

function count(number: number): string {
  return number.toLocaleString('en-GB');
}

/** Never 100 where anything failed. */
function percent(figures: QualityFigures): string {
  const share = passedShare(figures);
  if (share === undefined) return '-';
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
