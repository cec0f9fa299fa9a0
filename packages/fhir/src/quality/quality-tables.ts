import { clinicalRanges } from './clinical-ranges.js';
import { elementName } from './element-presence.js';
import { eventDates } from './event-dates.js';
import { importantElements } from './important-elements.js';
import type { QualityMeasure } from './measure.js';
import { qualityMeasures } from './measures.js';

/** The tables of docs/data-quality.md, by the heading that they stand under. */
export function qualityTables(): readonly { readonly heading: string; readonly table: string }[] {
  return [
    { heading: 'Measures', table: measuresTable() },
    { heading: 'Important elements', table: elementsTable() },
    { heading: 'Event dates', table: datesTable() },
    { heading: 'Clinical ranges', table: rangesTable() },
  ];
}

function measuresTable(): string {
  return tableOf(
    ['measure', 'dimension: category', 'what is looked at, and what fails', 'counts', 'by'],
    qualityMeasures.map(({ id, dimension, category, title, definition, counts, by }: QualityMeasure) => [
      `\`${id}\``,
      category === dimension ? dimension : `${dimension}: ${category}`,
      `**${title}.** ${definition}`,
      counts,
      by,
    ]),
  );
}

function elementsTable(): string {
  return tableOf(
    ['element', 'why it matters'],
    Object.entries(importantElements).flatMap(([type, elements]) =>
      elements.map(({ element, why }) => [`\`${elementName(type, element)}\``, why]),
    ),
  );
}

function datesTable(): string {
  return tableOf(
    ['type', 'not in the future', 'event in the life of the patient', 'not looked at with the status'],
    Object.entries(eventDates).map(([type, { happened, life, unless = [] }]) => [
      type,
      happened.map((path) => `\`${path}\``).join(', '),
      life === undefined ? '' : `\`${life}\``,
      unless.map((status) => `\`${status}\``).join(', '),
    ]),
  );
}

function rangesTable(): string {
  return tableOf(
    ['LOINC', 'what it measures', 'possible', 'source'],
    clinicalRanges.map(({ codes, title, ranges, source }) => [
      codes.join(', '),
      title,
      ranges.map(({ low, high, unit }) => `${low} to ${high} \`${unit}\``).join('; '),
      source,
    ]),
  );
}

function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
