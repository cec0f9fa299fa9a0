import type { ReleaseRow } from '../release-row.js';
import type { FileContent, ReleaseFormat } from './release-file.js';
import { separatedRows } from './text-lines.js';

/**
 * A snapshot of SNOMED CT in Release Format 2 (https://confluence.ihtsdotools.org/display/DOCRELFMT), with the
 * properties that R4 has (https://hl7.org/fhir/R4/snomedct.html).
 */
export const snomedFormat: ReleaseFormat = [
  { name: /^x?sct2_Concept_Snapshot_.*\.txt$/i, isRequired: true, rows: concepts },
  { name: /^x?sct2_Description_Snapshot.*\.txt$/i, isRequired: true, rows: descriptions },
  { name: /^x?sct2_Relationship_Snapshot_.*\.txt$/i, isRequired: true, rows: relationships },
];

const isA = '116680003';
const fullySpecifiedName = '900000000000003001';
const isDefined = '900000000000073002';
const isStated = '900000000000010007';

function rf2(content: FileContent, name: string, width: number): AsyncGenerator<readonly string[]> {
  return separatedRows(content, name, { separator: '\t', width, hasHeader: true });
}

async function* concepts(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const [code = '', , active, module = '', definition] of rf2(content, name, 5)) {
    const isActive = active === '1';
    yield { kind: 'concept', code, isActive };
    yield { kind: 'property', code, property: 'inactive', type: 'boolean', value: String(!isActive) };
    yield { kind: 'property', code, property: 'moduleId', type: 'code', value: module };
    yield {
      kind: 'property',
      code,
      property: 'sufficientlyDefined',
      type: 'boolean',
      value: String(definition === isDefined),
    };
  }
}

async function* descriptions(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const columns of rf2(content, name, 8)) {
    const [, , active, , code = '', language = '', type, term = ''] = columns;
    if (active !== '1') continue;
    const role = type === fullySpecifiedName ? 'fullySpecified' : 'synonym';
    yield { kind: 'term', code, role, language, term };
  }
}

/** What is inferred, as the hierarchy of use; what authors stated is in it already. */
async function* relationships(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const columns of rf2(content, name, 9)) {
    const [, , active, , code = '', target = '', , type = '', characteristic] = columns;
    if (active !== '1' || characteristic === isStated) continue;
    if (type === isA) yield { kind: 'parent', code, parent: target };
    else yield { kind: 'property', code, property: type, type: 'code', value: target };
  }
}
