import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnderTest, type ProgramUnderTest } from './testing/program-under-test.js';

const runScript = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));
let program: ProgramUnderTest;
let storeId: string;
let scratch: string;

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command as a user does, in a process of its own. */
async function wellspring(...args: readonly string[]): Promise<Result> {
  const { port } = new URL(program.endpoint);
  const environment = { PATH: process.env['PATH'], WELLSPRING_DATA: program.folder, WELLSPRING_PORT: port };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [runScript, ...args],
      { env: environment, timeout: 60_000 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

beforeAll(async () => {
  program = await startUnderTest({ WELLSPRING_IMPORT_QUALITY: 'true' });
  storeId = await program.createStore('by-name');
  scratch = await mkdtemp(join(tmpdir(), 'wellspring-cli-'));
});

afterAll(async () => {
  await program.remove();
  await rm(scratch, { recursive: true, force: true });
});

describe('the command line', () => {
  it('prints credentials that a shell can take', async () => {
    const { code, stdout } = await wellspring('credentials');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^export AWS_ACCESS_KEY_ID=AKIA[A-Z2-7]{16} AWS_SECRET_ACCESS_KEY=\S{40} AWS_DEFAULT_REGION=us-east-1 AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\n$/,
    );
  });

  it('lists the data stores', async () => {
    const { code, stdout } = await wellspring('stores', '--json');
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { DatastoreId: string }).DatastoreId),
    ).toEqual([storeId]);
    expect((await wellspring('stores')).stdout).toMatch(new RegExp(`^${storeId} +ACTIVE +by-name\n$`));
  });

  it('imports files, says what came of it, and ends with 1 when a resource failed', async () => {
    const good = join(scratch, 'good.ndjson');
    await writeFile(good, '{"resourceType":"Patient","id":"a"}\n{"resourceType":"Patient","id":"b"}\n');
    const first = await wellspring('import', good, '--store', 'by-name');
    expect(first.stdout).toContain('imported 2 of 2 resources from 1 files');
    expect(first.code).toBe(0);

    const bad = join(scratch, 'bad.ndjson');
    await writeFile(bad, '{"resourceType":"Patient","id":"c"}\n{"resourceType":"Patient"}\n');
    const second = await wellspring('import', bad, '--store', storeId, '--json');
    expect(second.code).toBe(1);
    expect(JSON.parse(second.stdout)).toMatchObject({
      JobStatus: 'COMPLETED_WITH_ERRORS',
      JobProgressReport: { TotalNumberOfResourcesImported: 1, TotalNumberOfResourcesWithCustomerError: 1 },
    });
    const third = await wellspring('import', bad, '--store', storeId);
    expect(third.code).toBe(1);
    expect(third.stdout).toMatch(/what failed and why: s3:\/\/wellspring-jobs\/.*\/FAILURE\//);
  });

  it('reports on the data quality of a data store, and has left reports beside the manifests of imports', async () => {
    const page = join(scratch, 'quality.html');
    const { code, stdout } = await wellspring('quality', '--store', 'by-name', '--html', page);
    expect(code).toBe(0);
    // Patients a, b and c: none has a date of birth.
    expect(stdout).toMatch(/, 3 resources, validation: /);
    expect(stdout).toMatch(/Patient\.birthDate +0\.0 % +3 +3\n/);
    expect(stdout).toContain(`page: ${page}`);
    expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>/);
    const last = await wellspring('quality', '--store', storeId, '--last', '--json');
    expect(JSON.parse(last.stdout)).toMatchObject({ dataStoreId: storeId, resources: 3 });

    const reports = async (): Promise<number> => {
      const { Contents = [] } = await program.connection.s3.send(
        new ListObjectsV2Command({ Bucket: 'wellspring-jobs' }),
      );
      return Contents.filter(({ Key }) => /-FHIR_IMPORT-\w+\/data-quality\.(json|html)$/.test(Key ?? ''))
        .length;
    };
    // Of three imports, two objects each.
    await expect.poll(reports, { timeout: 30_000 }).toBe(6);
  });

  it('keeps no copy of what it uploaded', async () => {
    const { Contents } = await program.connection.s3.send(
      new ListObjectsV2Command({ Bucket: 'wellspring-jobs' }),
    );
    expect(Contents?.map((object) => object.Key).filter((key) => key?.includes('/input/'))).toEqual([]);
  });

  it('exports to a folder', async () => {
    const to = join(scratch, 'out');
    const { code, stdout } = await wellspring('export', '--store', 'by-name', '--to', to);
    expect(stdout).toContain('COMPLETED');
    expect(code).toBe(0);
    expect(await readdir(to)).toContain('manifest.json');
    const lines = (await readFile(join(to, 'Patient', 'Patient-0.ndjson'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id).sort()).toEqual(['a', 'b', 'c']);

    const again = await wellspring('export', '--store', 'by-name', '--to', to);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/the folder .*out is not empty/);
  });

  it('loads, lists and removes a release of a code system', async () => {
    const folder = join(scratch, 'icd');
    await mkdir(join(folder, 'table'), { recursive: true });
    const line = (order: number, code: string, text: string) =>
      `${String(order).padStart(5, '0')} ${code.padEnd(7)} 1 ${text.padEnd(60)} ${text}\n`;
    const file = join(folder, 'table', 'icd10cm_order_2099.txt');
    await writeFile(file, line(1, 'X10', 'Itch') + line(2, 'X11', 'Yawn'));
    await writeFile(join(folder, 'readme.txt'), 'nothing');
    const release = ['--system', 'icd10cm', '--version', '2099', '--store', 'by-name'];
    const loaded = await wellspring('terminology', 'load', ...release, folder);
    expect([loaded.code, loaded.stdout, loaded.stderr]).toEqual([
      0,
      expect.stringMatching(/^loaded icd10cm {2}2099 +2 concepts {2}\d{4}-/),
      '',
    ]);
    const listed = await wellspring('terminology', 'list', '--store', storeId);
    expect(listed.stdout).toMatch(/^icd10cm {2}2099 +2 concepts/);
    expect(await wellspring('terminology', 'remove', ...release)).toMatchObject({
      code: 0,
      stdout: 'removed icd10cm 2099\n',
    });
    expect((await wellspring('terminology', 'list', '--store', storeId)).stdout).toBe('no releases\n');
    expect(await wellspring('terminology', 'remove', ...release)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no release 2099 of icd10cm here') as string,
    });
    await writeFile(file, 'nonsense\n');
    const broken = await wellspring('terminology', 'load', ...release, file);
    expect([broken.code, broken.stderr]).toEqual([
      1,
      expect.stringContaining('icd10cm_order_2099.txt, line 1'),
    ]);
    // Six processes, one after the other.
  }, 120_000);

  it('makes no credential of its own where no server has run', async () => {
    const nowhere = join(scratch, 'nowhere');
    const { code, stderr } = await new Promise<Result>((resolve) => {
      const environment = { PATH: process.env['PATH'], WELLSPRING_DATA: nowhere };
      execFile(process.execPath, [runScript, 'stores'], { env: environment }, (error, stdout, text) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr: text });
      });
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`there is no data folder ${nowhere}`);
    await expect(readdir(nowhere)).rejects.toThrow(/ENOENT/);
  });

  it.each([
    [['import', '/no/such/file', '--store', 'by-name'], /there is no file or folder \/no\/such\/file/],
    [['import', 's3://Bad_Bucket/x', '--store', 'by-name'], /s3:\/\//],
    [['import', '.', '--store', 'no-such-store'], /there is no data store "no-such-store"/],
    [['import', '.'], /--store/],
    [['export', '--store', 'by-name'], /--to/],
    [['quality', '--store', 'by-name', '--html', '/no/such/folder/x.html'], /ENOENT/],
    [['terminology', 'load', '--system', 'cpt', '--version', '1', '--store', 'by-name', '.'], /cpt.*icd10cm/],
    [
      ['terminology', 'load', '--system', 'loinc', '--version', '1', '--store', 'by-name', '/no/such'],
      /no file or folder/,
    ],
    [['terminology', 'load', '--system', 'loinc', '--store', 'by-name', '.'], /--version/],
    [['nonsense'], /unknown command 'nonsense'/],
  ])('%j ends with 1 and says why', async (args, message) => {
    const { code, stderr } = await wellspring(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  it.each(['serve', 'demo', 'credentials', 'stores', 'import', 'export', 'quality'])(
    '%s --help has an example',
    async (command) => {
      const { code, stdout } = await wellspring(command, '--help');
      expect(code).toBe(0);
      expect(stdout).toMatch(/Example:\n {2}\$ /);
    },
  );
});
