import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';

/** Files by name, as one tar archive. */
export async function archiveOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return buffer(archive);
}

/** One line of an ICD-10-CM order file: order number, code, whether it is valid, descriptions, in fixed columns. */
function orderLine(order: number, code: string, valid: 0 | 1, short: string, long: string): string {
  return `${String(order).padStart(5, '0')} ${code.padEnd(7)} ${valid} ${short.padEnd(60)} ${long}\r\n`;
}

/** Made up, in the columns of the order file: X10 with two levels below, and X11. */
export const icd10cmFiles = {
  'icd10cm_order_2099.txt': [
    orderLine(1, 'X10', 0, 'Itch', 'Itch of the elbow'),
    orderLine(2, 'X100', 0, 'Itch, left', 'Itch of the elbow, left'),
    orderLine(3, 'X1001', 1, 'Itch, left, mild', 'Itch of the elbow, left, mild'),
    orderLine(4, 'X1002', 1, 'Itch, left, grave', 'Itch of the elbow, left, grave'),
    orderLine(5, 'X101', 1, 'Itch, right', 'Itch of the elbow, right'),
    orderLine(6, 'X11', 1, 'Yawn', 'Yawn'),
  ].join(''),
} as const;

function rrf(...rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.join('|')}|\n`).join('');
}

function atom(cui: string, source: string, type: string, text: string, suppress = 'N'): readonly string[] {
  return [
    cui,
    'ENG',
    '',
    '',
    '',
    '',
    '',
    `A${cui}${type}`,
    '',
    '',
    '',
    source,
    type,
    cui,
    text,
    '',
    suppress,
    '',
  ];
}

/** Made up, in the columns of RRF. 3 is of another source, so no code. */
export const rxnormFiles = {
  'rrf/RXNCONSO.RRF': rrf(
    atom('1', 'RXNORM', 'SY', 'Elixir'),
    atom('1', 'RXNORM', 'IN', 'elixirine'),
    atom('2', 'RXNORM', 'SCD', 'elixirine 5 MG Oral Tablet'),
    atom('2', 'OTHER', 'SCD', 'ELIXIRINE TAB'),
    atom('3', 'OTHER', 'IN', 'no code of RxNorm'),
    atom('4', 'RXNORM', 'IN', 'oldine', 'O'),
  ),
  'rrf/RXNREL.RRF': rrf(
    ['1', '', 'CUI', 'RO', '2', '', 'CUI', 'has_ingredient', '', '', 'RXNORM', '', '', '', 'N', ''],
    ['2', '', 'CUI', 'RO', '1', '', 'CUI', 'ingredient_of', '', '', 'RXNORM', '', '', '', 'N', ''],
    ['1', '', 'CUI', 'RO', '4', '', 'CUI', 'other', '', '', 'OTHER', '', '', '', 'N', ''],
  ),
  'rrf/RXNSAT.RRF': rrf(
    ['2', '', '', '', 'CUI', '2', '', '', 'RXN_STRENGTH', 'RXNORM', '5 MG', 'N', ''],
    ['2', '', '', '', 'CUI', '2', '', '', 'NDC', 'OTHER', '123', 'N', ''],
  ),
} as const;

/** Made up, with columns of the LOINC table, a comma and quotes in its texts. */
export const loincFiles = {
  'LoincTable/Loinc.csv': [
    '"LOINC_NUM","COMPONENT","PROPERTY","SCALE_TYP","CLASS","STATUS","CONSUMER_NAME","SHORTNAME","LONG_COMMON_NAME"',
    '"90001-0","Yawns","NCnc","Qn","YAWN","ACTIVE","How often you yawn","Yawns #/h","Yawns, counted ""in full"""',
    '"90002-8","Sighs","NCnc","Qn","YAWN","ACTIVE","","Sighs","Sighs"',
    '"90003-6","Snores","Find","Doc","SLEEP","DEPRECATED","","Snores","Snores"',
  ].join('\r\n'),
  'AccessoryFiles/ComponentHierarchyBySystem.csv': [
    'PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT',
    ',1,,LP1-1,All',
    'LP1-1,1,LP1-1,LP2-2,Breath',
    'LP1-1.LP2-2,1,LP2-2,90001-0,Yawns',
    'LP1-1.LP2-2,2,LP2-2,90002-8,Sighs',
    'LP1-1,2,LP1-1,90003-6,Snores',
  ].join('\n'),
} as const;

function rf2(header: string, ...rows: readonly string[]): string {
  return [header, ...rows].map((row) => `${row.replaceAll(' ', '\t').replaceAll('_', ' ')}\r\n`).join('');
}

/**
 * Made up, in the columns of RF2. 10 is the root, 20 and 30 below it, 40 below both; 50 is inactive; one relation of
 * 40 is not in use any more, and one is stated only.
 */
export const snomedFiles = {
  'Snapshot/Terminology/sct2_Concept_Snapshot_INT_20990101.txt': rf2(
    'id effectiveTime active moduleId definitionStatusId',
    '10 20990101 1 1 900000000000074008',
    '20 20990101 1 1 900000000000074008',
    '30 20990101 1 1 900000000000074008',
    '40 20990101 1 1 900000000000073002',
    '50 20990101 0 1 900000000000074008',
  ),
  'Snapshot/Terminology/sct2_Description_Snapshot-en_INT_20990101.txt': rf2(
    'id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId',
    '1 20990101 1 1 10 en 900000000000003001 Thing_(root) 9',
    '2 20990101 1 1 20 en 900000000000003001 Noise_(finding) 9',
    '3 20990101 1 1 30 en 900000000000003001 Sleep_(finding) 9',
    '4 20990101 1 1 40 en 900000000000003001 Snoring_(finding) 9',
    '5 20990101 1 1 40 en 900000000000013009 Snores_at_night 9',
    '6 20990101 0 1 40 en 900000000000013009 Not_said_any_more 9',
    '7 20990101 1 1 40 de 900000000000013009 Schnarchen 9',
    '8 20990101 1 1 50 en 900000000000003001 Old_(finding) 9',
  ),
  'Snapshot/Terminology/sct2_Relationship_Snapshot_INT_20990101.txt': rf2(
    'id effectiveTime active moduleId sourceId destinationId relationshipGroup typeId characteristicTypeId modifierId',
    '1 20990101 1 1 20 10 0 116680003 900000000000011006 9',
    '2 20990101 1 1 30 10 0 116680003 900000000000011006 9',
    '3 20990101 1 1 40 20 0 116680003 900000000000011006 9',
    '4 20990101 1 1 40 30 0 116680003 900000000000011006 9',
    '5 20990101 0 1 20 30 0 116680003 900000000000011006 9',
    '6 20990101 1 1 30 20 0 116680003 900000000000010007 9',
    '7 20990101 1 1 40 30 1 363698007 900000000000011006 9',
  ),
} as const;
