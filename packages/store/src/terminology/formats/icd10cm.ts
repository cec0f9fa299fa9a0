import type { ReleaseRow } from '../release-row.js';
import { invalidRow, type FileContent, type ReleaseFormat } from './release-file.js';
import { textLines } from './text-lines.js';

/** Columns of the order file, from 0: the code, whether it is a header (0), its short and its long description. */
const code = { start: 6, end: 13 };
const validAt = 14;
const short = { start: 16, end: 76 };
const long = 77;

/** `icd10cm_order_2025.txt`, as CMS and NCHS publish it with ICD-10-CM: lines of fixed columns, parents before children. */
export const icd10cmFormat: ReleaseFormat = [
  { name: /^icd10cm[-_]order[-_].*\.txt$/i, isRequired: true, rows: icd10cmRows },
];

/** With the dot that FHIR and the printed volumes have: `A00.1`. */
export function dottedCode(plain: string): string {
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
}

async function* icd10cmRows(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  /** The codes that the next one may be below, each beginning with the one before it. */
  const above: string[] = [];
  let line = 0;
  for await (const text of textLines(content, name)) {
    line++;
    if (text.trim() === '') continue;
    const plain = text.slice(code.start, code.end).trim();
    const valid = text[validAt];
    if (!/^[A-Z][0-9A-Z]{2,6}$/.test(plain)) throw invalidRow(name, line, 'columns 7 to 13 are no code');
    if (valid !== '0' && valid !== '1') throw invalidRow(name, line, 'column 15 is neither 0 nor 1');
    const full = text.slice(long).trim();
    if (full === '') throw invalidRow(name, line, 'there is no description from column 78 on');
    while (above.length > 0 && !plain.startsWith(above.at(-1)!)) above.pop();
    const dotted = dottedCode(plain);
    yield { kind: 'concept', code: dotted, isActive: true };
    yield { kind: 'term', code: dotted, role: 'display', language: 'en', term: full };
    const brief = text.slice(short.start, short.end).trim();
    if (brief !== full && brief !== '')
      yield { kind: 'term', code: dotted, role: 'short', language: 'en', term: brief };
    // A header is a category: of use to find others by, and not valid for claims.
    yield {
      kind: 'property',
      code: dotted,
      property: 'header',
      type: 'boolean',
      value: String(valid === '0'),
    };
    const parent = above.at(-1);
    if (parent !== undefined) yield { kind: 'parent', code: dotted, parent: dottedCode(parent) };
    above.push(plain);
  }
}
