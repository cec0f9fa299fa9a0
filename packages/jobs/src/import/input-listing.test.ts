import { describe, expect, it } from 'vitest';
import { createMemoryObjects } from '../testing/memory-objects.js';
import { parseS3Uri } from '../s3-uri.js';
import { listInput, type InputFile } from './input-listing.js';

const limits = { maxFiles: 10, maxFileBytes: 100, maxInputBytes: 1000 };
const hex = 'a'.repeat(32);

function bucketWith(...keys: string[]): ReturnType<typeof createMemoryObjects> {
  const objects = createMemoryObjects('bucket');
  for (const key of keys) objects.buckets.get('bucket')!.set(key, Buffer.from('{}\n'));
  return objects;
}

async function list(objects: ReturnType<typeof createMemoryObjects>, uri: string): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for await (const file of listInput(objects, parseS3Uri(uri), limits)) files.push(file);
  return files;
}

describe('listInput', () => {
  it('gives the files below a folder in key order and says which hold resources', async () => {
    const objects = bucketWith('in/b.ndjson.gz', 'in/a/x.NDJSON', 'in/', 'in/notes.txt', 'input2/c.ndjson');
    const files = await list(objects, 's3://bucket/in');
    expect(files.map(({ key, isFhir }) => [key, isFhir])).toEqual([
      ['in/a/x.NDJSON', true],
      ['in/b.ndjson.gz', true],
      ['in/notes.txt', false],
    ]);
  });

  it('takes one named object and nothing beside it', async () => {
    const objects = bucketWith('in/a.ndjson', 'in/a.ndjson.gz');
    expect((await list(objects, 's3://bucket/in/a.ndjson')).map(({ key }) => key)).toEqual(['in/a.ndjson']);
  });

  it('leaves out the logs of imports whose output lies below the input', async () => {
    const objects = bucketWith(
      'a.ndjson',
      `out/${hex}-FHIR_IMPORT-${hex}/SUCCESS/a.ndjson`,
      `${hex}-FHIR_EXPORT-${hex}/Patient/Patient-0.ndjson`,
    );
    expect((await list(objects, 's3://bucket')).map(({ key }) => key)).toEqual(
      ['a.ndjson', `${hex}-FHIR_EXPORT-${hex}/Patient/Patient-0.ndjson`].sort(),
    );
  });

  it.each([
    [
      'a folder that does not exist',
      [],
      's3://bucket/in/',
      /no .ndjson or .ndjson.gz file below s3:\/\/bucket\/in\//,
    ],
    ['a folder without a resource file', ['in/readme.md'], 's3://bucket/in/', /no .ndjson/],
    ['an object of another kind', ['in/readme.md'], 's3://bucket/in/readme.md', /is not an .ndjson/],
    [
      'too many files',
      Array.from({ length: 11 }, (_, n) => `in/${n}.ndjson`),
      's3://bucket/in/',
      /more than 10 files/,
    ],
  ])('refuses %s', async (_what, keys, uri, message) => {
    await expect(list(bucketWith(...keys), uri)).rejects.toThrow(message);
  });

  it('refuses a file over the limit', async () => {
    const objects = bucketWith();
    objects.buckets.get('bucket')!.set('in/big.ndjson', Buffer.alloc(101));
    await expect(list(objects, 's3://bucket/in/')).rejects.toThrow(/more than 100 bytes/);
  });
});
