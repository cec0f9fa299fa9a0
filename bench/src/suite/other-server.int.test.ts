import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@wellspring/synthetic';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedInput } from '../generated-input.js';
import { runSuite, type SuiteUnderTest } from '../testing/run-suite.js';
import { tinyFhirServer, type TinyFhirServer } from '../testing/tiny-fhir-server.js';

const patients = 15;
const resources = [...generate({ seed: 1, patients })].length;

describe('npm run bench -- --against', () => {
  let folder: string;
  let server: TinyFhirServer;
  let outcome: SuiteUnderTest;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'against-'));
    const data = generatedInput(join(folder, 'data'), patients);
    server = await tinyFhirServer();
    outcome = await runSuite(
      folder,
      '--data',
      data,
      '--size',
      String(resources),
      '--against',
      `${server.base}/`,
      '--header',
      'Authorization: Bearer something',
      '--only',
      'reads,creates,updates,mix,deletes,transactions,patient + code,name prefix,everything,pressure',
    );
  }, 600_000);
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('loads the data and sends the same requests, without a fault', () => {
    const { rows } = outcome;
    expect([...rows.keys()].map((name) => name.replace(/,.*/, ''))).toEqual([
      'load by transactions of whole patients',
      'read by id',
      'search: patient + code',
      '$everything of a patient',
      'create',
      'update',
      'CRUD mix',
      'delete',
      'transaction of a patient',
      'read beside nothing',
      'read beside slow searches',
      'slow search beside reads',
    ]);
    // It was too busy for the first transaction, and got it again.
    expect(server.asked.get('POST ')).toBeGreaterThan(1);
    expect([...rows.values()].map(({ errors }) => errors)).toEqual([...rows.values()].map(() => 0));
    expect(rows.get('load by transactions of whole patients')!.units).toBe(resources);
    expect(server.asked.get('GET Patient/id/$everything')).toBeGreaterThan(0);
    // Each answer held three entries.
    const { units } = rows.get('$everything of a patient')!;
    expect(units % 3).toBe(0);
  });

  it('tells how many resources there are, as the server itself counts', () => {
    const [remark] = outcome.run.sizes[0]!.remarks;
    expect(remark).toMatch(
      new RegExp(`^counted afterwards: ${server.size()} resources \\(${resources} before`),
    );
  });

  it('sends the header and signs nothing', () => {
    expect([...server.authorizations]).toEqual(['Bearer something']);
    expect([...server.headers].filter((name) => name.startsWith('x-amz'))).toEqual([]);
  });

  it('shows what the server does not do as not measured, with its words', () => {
    expect(outcome.run.sizes[0]!.rows.filter((row) => 'missing' in row)).toEqual([
      { name: 'search: name prefix', missing: 'no names' },
    ]);
  });

  it('says what it cannot see, and shows no figure for it', () => {
    expect(outcome.text).toContain(
      'what it uses of the processor, of memory and of the disk cannot be seen from outside',
    );
    const seen = [...outcome.rows.values()].flatMap((row) => Object.keys(row));
    expect(seen.filter((key) => /^(?:server|database|peak|disk|log)/.test(key))).toEqual([]);
    expect(outcome.run.others).toEqual([]);
  });
});
