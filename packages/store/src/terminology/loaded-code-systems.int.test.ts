import { Readable } from 'node:stream';
import { isTerminologyFault, type CodeSystemProvider, type ConceptExpression } from '@wellspring/fhir';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '@wellspring/database';
import type { DataStore } from '../data-store.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { testStores, type TestStores } from '../testing/test-store.js';
import type { CodeSystemKind } from './code-system-kind.js';
import { archiveOf, icd10cmFiles, loincFiles, rxnormFiles, snomedFiles } from './testing/made-up-releases.js';

let stores: TestStores;
let store: DataStore;
const icd = 'http://hl7.org/fhir/sid/icd-10-cm';
const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';

async function load(
  kind: CodeSystemKind,
  files: Readonly<Record<string, string>>,
  version = '1',
  into = store,
) {
  return into.codeSystems.load({
    kind,
    version,
    archive: Readable.from([await archiveOf(files)]),
    maxBytes: 1_000_000,
    signal: new AbortController().signal,
  });
}

beforeAll(async () => {
  stores = await testStores();
  store = await stores.store();
  await load('icd10cm', icd10cmFiles);
  await load('rxnorm', rxnormFiles);
  await load('loinc', loincFiles);
  await load('snomed', snomedFiles);
});
afterAll(async () => {
  await stores.end();
});

async function provider(system: string, version?: string): Promise<CodeSystemProvider> {
  return (await store.codeSystems.find(system, version))!;
}

async function codes(
  system: string,
  expression: ConceptExpression,
  text?: string,
  page = { offset: 0, count: 100 },
): Promise<string> {
  const found = await (
    await provider(system)
  ).select({ expression, ...page, ...(text !== undefined && { text }) });
  if (isTerminologyFault(found)) return `${found.code}: ${found.fault}`;
  return `${found.total}: ${found.concepts.map(({ code }) => code).join(' ')}`;
}

const filter = (property: string, op: string, value: string): ConceptExpression => ({
  kind: 'filter',
  filter: { property, op, value },
});

describe('what a release holds', () => {
  test('each has its concepts', async () => {
    const counts = (await store.codeSystems.list()).map(({ kind, version, concepts }) => [
      kind,
      version,
      concepts,
    ]);
    expect(counts).toEqual([
      ['icd10cm', '1', 6],
      // LP1-1, LP2-2 and three codes.
      ['loinc', '1', 5],
      ['snomed', '1', 5],
      // 3 has no atom of RXNORM.
      ['rxnorm', '1', 3],
    ]);
  });

  test.each([
    [icd, 'X10.01', 'Itch of the elbow, left, mild', false],
    [rxnorm, '1', 'elixirine', false],
    [rxnorm, '4', 'oldine', true],
    [loinc, '90001-0', 'Yawns, counted "in full"', false],
    [loinc, 'LP2-2', 'Breath', false],
    [loinc, '90003-6', 'Snores', true],
    [snomed, '40', 'Snoring (finding)', false],
    [snomed, '50', 'Old (finding)', true],
  ])('%s|%s is %j', async (system, code, display, isInactive) => {
    const found = await (await provider(system)).concepts([code, 'nonsense']);
    expect([...found.keys()]).toEqual([code]);
    expect(found.get(code)).toMatchObject({ code, display, isInactive });
  });

  test('other names, and none that is not in use', async () => {
    const found = await (await provider(snomed)).concepts(['40']);
    expect(found.get('40')!.designations.map(({ value, language }) => `${language} ${value}`)).toEqual([
      'en Snoring (finding)',
      'de Schnarchen',
      'en Snores at night',
    ]);
  });

  test('properties of a code', async () => {
    const propertiesOf = async (system: string, code: string) =>
      (await (await provider(system)).concepts([code]))
        .get(code)!
        .properties.map(({ code: name, member, value }) => `${name} ${member} ${JSON.stringify(value)}`);
    expect(await propertiesOf(snomed, '40')).toEqual([
      '363698007 valueCode "30"',
      'inactive valueBoolean false',
      'moduleId valueCode "1"',
      'sufficientlyDefined valueBoolean true',
    ]);
    expect(await propertiesOf(rxnorm, '2')).toEqual([
      'RO valueString "CUI:1"',
      'RXN_STRENGTH valueString "5 MG"',
      'SAB valueCode "RXNORM"',
      'TTY valueCode "SCD"',
      'has_ingredient valueString "CUI:1"',
    ]);
    expect(await propertiesOf(icd, 'X10.0')).toEqual(['header valueBoolean true']);
  });

  test('direct relations', async () => {
    expect(await (await provider(snomed)).related('40')).toEqual({ parents: ['20', '30'], children: [] });
    expect(await (await provider(icd)).related('X10')).toEqual({ parents: [], children: ['X10.0', 'X10.1'] });
    expect(await (await provider(icd)).related('nonsense')).toEqual({ parents: [], children: [] });
  });
});

describe('filters', () => {
  test.each<[string, ConceptExpression, string]>([
    [icd, filter('concept', 'is-a', 'X10.0'), '3: X10.0 X10.01 X10.02'],
    [icd, filter('concept', 'descendent-of', 'X10.0'), '2: X10.01 X10.02'],
    [icd, filter('concept', 'is-not-a', 'X10'), '1: X11'],
    [icd, filter('concept', 'generalizes', 'X10.01'), '3: X10 X10.0 X10.01'],
    [icd, filter('concept', 'is-a', 'nonsense'), '0: '],
    [icd, filter('code', 'regex', 'X10\\.0.*'), '3: X10.0 X10.01 X10.02'],
    [icd, filter('code', 'regex', 'X1'), '0: '],
    [icd, filter('display', 'regex', '.*left.*'), '3: X10.0 X10.01 X10.02'],
    [icd, filter('display', '=', 'Yawn'), '1: X11'],
    [icd, filter('header', '=', 'true'), '2: X10 X10.0'],
    [icd, filter('parent', '=', 'X10'), '2: X10.0 X10.1'],
    [icd, filter('child', 'exists', 'true'), '2: X10 X10.0'],
    [icd, filter('code', 'in', 'X11, X10.1 ,Z99'), '2: X10.1 X11'],
    [icd, filter('code', 'not-in', 'X10,X10.0,X10.01,X10.02'), '2: X10.1 X11'],
    [icd, filter('code', 'regex', '('), 'invalid: has a regular expression that cannot be used: "("'],
    [
      icd,
      filter('code', 'child-of', 'X'),
      'not-supported: has a filter with the operator "child-of", which is not supported',
    ],
    [rxnorm, filter('TTY', '=', 'IN'), '2: 1 4'],
    [rxnorm, filter('TTY', 'in', 'SCD,SBD'), '1: 2'],
    [rxnorm, filter('has_ingredient', '=', 'CUI:1'), '1: 2'],
    [rxnorm, filter('RXN_STRENGTH', 'exists', 'false'), '2: 1 4'],
    [loinc, filter('SCALE_TYP', '=', 'Doc'), '1: 90003-6'],
    [loinc, filter('parent', '=', 'LP2-2'), '2: 90001-0 90002-8'],
    [loinc, filter('ancestor', '=', 'LP1-1'), '4: 90001-0 90002-8 90003-6 LP2-2'],
    [snomed, filter('concept', 'is-a', '20'), '2: 20 40'],
    [snomed, filter('concept', 'is-a', '10'), '4: 10 20 30 40'],
    [snomed, filter('concept', 'generalizes', '40'), '4: 10 20 30 40'],
    [snomed, filter('363698007', '=', '30'), '1: 40'],
    [snomed, { kind: 'active' }, '4: 10 20 30 40'],
    [snomed, { kind: 'all' }, '5: 10 20 30 40 50'],
    [snomed, { kind: 'not', of: { kind: 'codes', codes: new Set(['10', '99']) } }, '4: 20 30 40 50'],
    [
      snomed,
      {
        kind: 'and',
        of: [filter('concept', 'is-a', '10'), { kind: 'not', of: filter('concept', 'is-a', '20') }],
      },
      '2: 10 30',
    ],
    [
      snomed,
      { kind: 'or', of: [{ kind: 'codes', codes: new Set(['50']) }, filter('concept', 'is-a', '30')] },
      '3: 30 40 50',
    ],
    [snomed, { kind: 'unknown' }, '0: '],
  ])('%s %j', async (system, expression, expected) => {
    expect(await codes(system, expression)).toBe(expected);
  });

  test('judge single codes alike', async () => {
    const expression: ConceptExpression = {
      kind: 'or',
      of: [
        filter('concept', 'is-a', '20'),
        { kind: 'codes', codes: new Set(['99']) },
        { kind: 'and', of: [filter('concept', 'is-a', '30'), { kind: 'unknown' }] },
      ],
    };
    const verdicts = await (await provider(snomed)).judge(expression, ['10', '20', '30', '40', '99', '100']);
    expect(verdicts).toEqual(
      new Map([
        ['10', false],
        ['20', true],
        // Below 30, of which nothing more is known.
        ['30', undefined],
        ['40', true],
        ['99', true],
        ['100', false],
      ]),
    );
  });
});

describe('what somebody begins to write', () => {
  test.each([
    [icd, 'itch el', '5: X10 X10.0 X10.01 X10.02 X10.1'],
    [icd, 'LEFT itch', '3: X10.0 X10.01 X10.02'],
    [icd, 'x10.0', '3: X10.0 X10.01 X10.02'],
    [icd, "o'x \\ ' & | :*", '0: '],
    [snomed, 'schnar', '1: 40'],
    [snomed, 'said', '0: '],
    [icd, '  ', '6: X10 X10.0 X10.01 X10.02 X10.1 X11'],
  ])('%s %j', async (system, text, expected) => {
    expect(await codes(system, { kind: 'all' }, text)).toBe(expected);
  });

  test('page by page', async () => {
    const page = (offset: number, count: number) =>
      codes(icd, filter('concept', 'is-a', 'X10'), 'itch', { offset, count });
    expect(await page(0, 2)).toBe('5: X10 X10.0');
    expect(await page(2, 2)).toBe('5: X10.01 X10.02');
    expect(await page(4, 2)).toBe('5: X10.1');
    expect(await page(6, 2)).toBe('5: ');
    expect(await page(0, 0)).toBe('5: ');
  });
});

describe('releases', () => {
  test('are replaced, stand beside each other, and are removed', async () => {
    const own = await stores.store();
    const line = icd10cmFiles['icd10cm_order_2099.txt'].split('\r\n')[5]!;
    await load('icd10cm', icd10cmFiles, '2098', own);
    await load('icd10cm', { 'icd10cm_order_2099.txt': line }, '2099', own);
    const has = async (code: string, version?: string) =>
      (await (await own.codeSystems.find(icd, version))?.concepts([code]))?.has(code);
    expect(await has('X10')).toBe(false);
    expect(await has('X10', '2098')).toBe(true);
    expect(await has('X10', '2097')).toBeUndefined();
    await load('icd10cm', { 'icd10cm_order_2099.txt': line }, '2098', own);
    expect(await has('X10', '2098')).toBe(false);
    expect(await own.codeSystems.list()).toHaveLength(2);
    expect(await own.codeSystems.remove('icd10cm', '2098')).toBe(true);
    expect(await own.codeSystems.remove('icd10cm', '2098')).toBe(false);
    expect(await own.codeSystems.list()).toHaveLength(1);
    expect(await tablesOf(own)).toBe(5);
  });

  async function tablesOf({ id }: DataStore): Promise<number> {
    const rows = await stores.database.query<{ n: bigint }>(
      `SELECT count(*) AS n FROM pg_tables WHERE schemaname = $1 AND tablename LIKE 'release\\_%'`,
      [`ds_${id}`],
    );
    return Number(rows[0]!.n);
  }

  test.each<[string, CodeSystemKind, Record<string, string>, RegExp]>([
    ['no file of it', 'icd10cm', { 'readme.txt': 'x' }, /needs a file/],
    ['one that is needed is missing', 'rxnorm', { 'RXNREL.RRF': '' }, /RXNCONSO/],
    [
      'a code that is none',
      'icd10cm',
      { 'icd10cm_order_2099.txt': '00001 ?? \n' },
      /line 1: columns 7 to 13/,
    ],
    [
      'too few columns',
      'snomed',
      { 'sct2_Concept_Snapshot_INT_1.txt': 'id\n10\t1\n' },
      /line 2: it has 2 columns/,
    ],
    ['no concept at all', 'icd10cm', { 'icd10cm_order_2099.txt': '\n' }, /no concept/],
    ['broken csv', 'loinc', { 'Loinc.csv': '"LOINC_NUM","LONG_COMMON_NAME","STATUS"\n"1' }, /is no csv file/],
    ['csv without a column', 'loinc', { 'Loinc.csv': 'A,B\n1,2\n' }, /has no column LOINC_NUM/],
    ['a line without end', 'icd10cm', { 'icd10cm_order_2099.txt': 'x'.repeat(2_000_000) }, /bytes/],
  ])('%s: nothing is loaded', async (_, kind, files, message) => {
    const own = await stores.store();
    await expect(load(kind, files, '1', own)).rejects.toThrow(message);
    expect(await own.codeSystems.list()).toEqual([]);
    expect(await tablesOf(own)).toBe(0);
  });

  test('are there for another process as soon as that validates by them', async () => {
    const own = await stores.store();
    const database = connect({ url: stores.url, max: 2 });
    const registry = createRegistry({ database, url: stores.url, slot: { node: 9 } });
    const there = (await registry.open(own.id))!;
    const before = await there.conformance.generation();
    expect(await there.codeSystems.find(icd)).toBeUndefined();
    await load('icd10cm', icd10cmFiles, '1', own);
    while ((await there.conformance.generation()) === before) await there.codeSystems.find(icd);
    expect(await there.codeSystems.find(icd)).toBeDefined();
    await database.close();
  });

  test('what is no archive, ends in its middle or is too large is refused', async () => {
    const own = await stores.store();
    const send = async (archive: Readable, maxBytes = 1_000_000) =>
      own.codeSystems.load({
        kind: 'icd10cm',
        version: '1',
        archive,
        maxBytes,
        signal: new AbortController().signal,
      });
    const whole = await archiveOf(icd10cmFiles);
    await expect(send(Readable.from([Buffer.alloc(2_000, 'x')]))).rejects.toThrow(/tar archive/);
    await expect(send(Readable.from([whole.subarray(0, 700)]))).rejects.toThrow(/tar archive/);
    await expect(send(Readable.from([whole]), 1_000)).rejects.toThrow(/1000 bytes/);
    const broken = Readable.from(
      (async function* () {
        yield whole.subarray(0, 700);
        await Promise.resolve();
        throw new Error('the client is gone');
      })(),
    );
    await expect(send(broken)).rejects.toThrow(/the client is gone/);
    expect(await tablesOf(own)).toBe(0);
    expect((await send(Readable.from([whole]))).concepts).toBe(6);
  });

  test('a circle in a hierarchy ends', async () => {
    const own = await stores.store();
    const relationships = 'Snapshot/Terminology/sct2_Relationship_Snapshot_INT_20990101.txt';
    const row = '9\t20990101\t1\t1\t10\t40\t0\t116680003\t900000000000011006\t9\r\n';
    await load('snomed', { ...snomedFiles, [relationships]: snomedFiles[relationships] + row }, '1', own);
    const found = await (await own.codeSystems.find(snomed))!.select({
      expression: filter('concept', 'is-a', '20'),
      offset: 0,
      count: 10,
    });
    expect(isTerminologyFault(found) ? found : found.concepts.map(({ code }) => code)).toEqual([
      '10',
      '20',
      '30',
      '40',
    ]);
  });

  test('one at a time is loaded', async () => {
    const own = await stores.store();
    let go = (): void => undefined;
    let begun = (): void => undefined;
    const reading = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const whole = await archiveOf(icd10cmFiles);
    const slow = Readable.from(
      (async function* () {
        begun();
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        yield whole;
      })(),
    );
    const first = own.codeSystems.load({
      kind: 'icd10cm',
      version: '1',
      archive: slow,
      maxBytes: 1_000_000,
      signal: new AbortController().signal,
    });
    await reading;
    await expect(load('icd10cm', icd10cmFiles, '2', own)).rejects.toThrow(/one at a time/);
    go();
    expect((await first).version).toBe('1');
  });
});
