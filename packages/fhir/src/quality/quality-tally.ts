import { qualityMeasures, type QualityMeasureId } from './measures.js';
import type { QualityMeasure } from './measure.js';
import type { MeasureFigures, PartFigures } from './quality-report.js';

/** Adds up what was found, in memory that does not grow with the data. */
export interface QualityTally {
  /**
   * Counts one thing.
   *
   * @param resource `Type/id` of the resource it is in; the first ones that fail become examples
   */
  mark(measure: QualityMeasureId, part: string, failed: boolean, resource: string): void;
  /** Counts to the whole of a measure whose parts overlap. */
  markWhole(measure: QualityMeasureId, failed: boolean): void;
  /** The figures of every measure, in the order of the catalogue. */
  figures(): readonly MeasureFigures[];
}

/** Resources that are named for a part of a measure, at most. */
export const MOST_EXAMPLES = 10;
/** Parts of a measure that are told apart; the rest is counted as one. */
const MOST_PARTS = 500;
export const OTHER_PARTS = '(all others)';

interface Cell {
  checked: number;
  failed: number;
  readonly examples: string[];
}

interface Sums {
  readonly whole: { checked: number; failed: number };
  readonly parts: Map<string, Cell>;
}

export function createQualityTally(): QualityTally {
  const sums = new Map<QualityMeasureId, Sums>(
    qualityMeasures.map(({ id }) => [
      id,
      { whole: { checked: 0, failed: 0 }, parts: new Map<string, Cell>() },
    ]),
  );

  const cellOf = ({ parts }: Sums, part: string): Cell => {
    const known = parts.get(part);
    if (known !== undefined) return known;
    const name = parts.size < MOST_PARTS ? part : OTHER_PARTS;
    let cell = parts.get(name);
    if (cell === undefined) parts.set(name, (cell = { checked: 0, failed: 0, examples: [] }));
    return cell;
  };

  return {
    mark(measure, part, failed, resource) {
      const cell = cellOf(sums.get(measure)!, part);
      cell.checked++;
      if (!failed) return;
      cell.failed++;
      const { examples } = cell;
      if (examples.length < MOST_EXAMPLES && examples.at(-1) !== resource) examples.push(resource);
    },
    markWhole(measure, failed) {
      const { whole } = sums.get(measure)!;
      whole.checked++;
      if (failed) whole.failed++;
    },
    figures: () =>
      qualityMeasures.map((measure: QualityMeasure & { readonly id: QualityMeasureId }) => {
        const { whole, parts } = sums.get(measure.id)!;
        const shown = [...parts].map(([part, cell]): PartFigures => ({
          part,
          ...cell,
          ...(measure.overlapping === 'all' && { checked: whole.checked }),
        }));
        const sum = (of: 'checked' | 'failed'): number => shown.reduce((all, each) => all + each[of], 0);
        return {
          ...measure,
          ...(measure.overlapping !== undefined ? whole : { checked: sum('checked'), failed: sum('failed') }),
          parts: shown.sort(byPart),
        };
      }),
  };
}

function byPart(left: PartFigures, right: PartFigures): number {
  return left.part < right.part ? -1 : 1;
}
