import { WellspringError } from '@wellspring/errors';
import { parse, CsvError } from 'csv-parse';
import { Readable } from 'node:stream';
import type { ReleaseRow } from '../release-row.js';
import { invalidRow, type FileContent, type ReleaseFormat } from './release-file.js';

/** The LOINC table and, where it is there, the hierarchy of its components (https://hl7.org/fhir/R4/loinc.html). */
export const loincFormat: ReleaseFormat = [
  { name: /^Loinc\.csv$/i, isRequired: true, rows: terms },
  { name: /^ComponentHierarchyBySystem\.csv$/i, isRequired: false, rows: hierarchy },
];

/** Columns that are properties of a code, as R4 has value sets filter by them. */
const properties = [
  'COMPONENT',
  'PROPERTY',
  'TIME_ASPCT',
  'SYSTEM',
  'SCALE_TYP',
  'METHOD_TYP',
  'CLASS',
  'STATUS',
  'CLASSTYPE',
  'ORDER_OBS',
  'EXAMPLE_UCUM_UNITS',
  'EXAMPLE_UNITS',
  'UNITSREQUIRED',
  'VersionLastChanged',
  'VersionFirstReleased',
] as const;

const longestRecord = 1024 * 1024;

type CsvRow = Readonly<Record<string, string | undefined>>;

async function* csvRows(
  content: FileContent,
  name: string,
  needed: readonly string[],
): AsyncGenerator<CsvRow> {
  const parser = parse({
    columns: true,
    bom: true,
    relax_column_count: true,
    max_record_size: longestRecord,
  });
  const source = Readable.from(content);
  // What goes wrong with the one must end the other: pipe alone does not tell.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let isFirst = true;
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      const missing = isFirst ? needed.find((column) => row[column] === undefined) : undefined;
      if (missing !== undefined) throw invalidRow(name, 1, `it has no column ${missing}`);
      isFirst = false;
      yield row;
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new WellspringError('invalid-release-file', `${name} is no csv file: ${error.message}`, {
        cause: error,
      });
    throw error;
  } finally {
    source.destroy();
  }
}

async function* terms(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const row of csvRows(content, name, ['LOINC_NUM', 'LONG_COMMON_NAME', 'STATUS'])) {
    const code = row['LOINC_NUM'] ?? '';
    if (code === '') continue;
    yield { kind: 'concept', code, isActive: row['STATUS'] !== 'DEPRECATED' };
    const display = row['LONG_COMMON_NAME'] ?? '';
    if (display !== '') yield { kind: 'term', code, role: 'display', language: 'en', term: display };
    for (const [column, role] of [
      ['SHORTNAME', 'short'],
      ['CONSUMER_NAME', 'consumer'],
      ['DisplayName', 'synonym'],
    ] as const) {
      const term = row[column] ?? '';
      if (term !== '' && term !== display) yield { kind: 'term', code, role, language: 'en', term };
    }
    for (const property of properties) {
      const value = row[property] ?? '';
      if (value !== '') yield { kind: 'property', code, property, type: 'string', value };
    }
  }
}

/** Parts of LOINC (`LP...`) that group codes are in this file only. */
async function* hierarchy(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const row of csvRows(content, name, ['IMMEDIATE_PARENT', 'CODE', 'CODE_TEXT'])) {
    const code = row['CODE'] ?? '';
    if (code === '') continue;
    const parent = row['IMMEDIATE_PARENT'] ?? '';
    const term = row['CODE_TEXT'] ?? '';
    if (code.startsWith('LP')) yield { kind: 'concept', code, isActive: true };
    if (term !== '') yield { kind: 'term', code, role: 'fallback', language: 'en', term };
    if (parent !== '') yield { kind: 'parent', code, parent };
  }
}
