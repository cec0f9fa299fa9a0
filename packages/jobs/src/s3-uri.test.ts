import { describe, expect, it } from 'vitest';
import { asFolder, parseS3Uri } from './s3-uri.js';

describe('parseS3Uri', () => {
  it.each([
    ['s3://bucket', 'bucket', ''],
    ['s3://bucket/', 'bucket', ''],
    ['s3://my.bucket-1/in/put/', 'my.bucket-1', 'in/put/'],
    ['s3://bucket/a b/ü.ndjson', 'bucket', 'a b/ü.ndjson'],
  ])('%s', (uri, bucket, key) => {
    expect(parseS3Uri(uri)).toEqual({ bucket, key });
  });

  it.each([
    '',
    's3://',
    's3://ab',
    's3://Bucket/x',
    'http://bucket/x',
    's3://-bucket/x',
    `s3://bucket/${'x'.repeat(1024)}`,
  ])('refuses %s', (uri) => {
    expect(() => parseS3Uri(uri)).toThrow(expect.objectContaining({ code: 'invalid-s3-uri' }));
  });

  it.each([
    ['', ''],
    ['in', 'in/'],
    ['in/', 'in/'],
  ])('the folder of %j is %j', (key, folder) => {
    expect(asFolder(key)).toBe(folder);
  });
});
