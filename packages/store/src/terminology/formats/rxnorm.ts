import type { ReleaseRow, TermRole } from '../release-row.js';
import type { FileContent, ReleaseFormat } from './release-file.js';
import { separatedRows } from './text-lines.js';

/**
 * RxNorm's Rich Release Format (https://www.nlm.nih.gov/research/umls/rxnorm/docs/techdoc.html). A code is a concept
 * (RXCUI) with an atom of the source RXNORM (https://hl7.org/fhir/R4/rxnorm.html).
 */
export const rxnormFormat: ReleaseFormat = [
  { name: /^RXNCONSO\.RRF$/i, isRequired: true, rows: concepts },
  { name: /^RXNREL\.RRF$/i, isRequired: false, rows: relations },
  { name: /^RXNSAT\.RRF$/i, isRequired: false, rows: attributes },
  { name: /^RXNSTY\.RRF$/i, isRequired: false, rows: semanticTypes },
];

const ownSource = 'RXNORM';

function rrf(content: FileContent, name: string, width: number): AsyncGenerator<readonly string[]> {
  return separatedRows(content, name, { separator: '|', width, hasHeader: false });
}

/** "The display is the string whose TTY is not SY"; the other names that RxNorm adds are none either. */
function roleOf(termType: string): TermRole {
  switch (termType) {
    case 'SY':
    case 'TMSY':
    case 'ET':
      return 'synonym';
    case 'PSN':
      return 'consumer';
    default:
      return 'display';
  }
}

async function* concepts(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const columns of rrf(content, name, 17)) {
    const [code = '', language = ''] = columns;
    const [source, termType = '', term = ''] = [columns[11], columns[12], columns[14]];
    if (source !== ownSource) continue;
    yield { kind: 'concept', code, isActive: columns[16] !== 'O' };
    yield { kind: 'term', code, role: roleOf(termType), language: language === 'ENG' ? 'en' : '', term };
    yield { kind: 'property', code, property: 'TTY', type: 'code', value: termType };
    yield { kind: 'property', code, property: 'SAB', type: 'code', value: ownSource };
  }
}

/** "REL, RELA: relationship of the second concept to the first": the second has it, to the first. */
async function* relations(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const columns of rrf(content, name, 11)) {
    const [first, relation = '', second, kind = '', source] = [
      columns[0],
      columns[3],
      columns[4],
      columns[7],
      columns[10],
    ];
    if (source !== ownSource || first === undefined || first === '' || second === undefined || second === '')
      continue;
    const value = `CUI:${first}`;
    for (const property of [relation, kind])
      if (property !== '') yield { kind: 'property', code: second, property, type: 'string', value };
  }
}

async function* attributes(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const columns of rrf(content, name, 11)) {
    const [code = '', property = '', source, value = ''] = [columns[0], columns[8], columns[9], columns[10]];
    if (source !== ownSource || value === '') continue;
    yield { kind: 'property', code, property, type: 'string', value };
  }
}

async function* semanticTypes(content: FileContent, name: string): AsyncGenerator<ReleaseRow> {
  for await (const [code = '', type = ''] of rrf(content, name, 4))
    yield { kind: 'property', code, property: 'STY', type: 'code', value: type };
}
