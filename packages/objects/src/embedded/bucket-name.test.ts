import { describe, expect, it } from 'vitest';
import { checkBucketName } from './bucket-name.js';

describe('names of buckets', () => {
  it.each(['abc', 'my-bucket', 'my.bucket.1', '123', 'a'.repeat(63)])('%j is one', (name) => {
    expect(() => {
      checkBucketName(name);
    }).not.toThrow();
  });

  it.each([
    '',
    'ab',
    'a'.repeat(64),
    'My-Bucket',
    '-abc',
    'abc-',
    '.abc',
    'abc.',
    'a..b',
    '..',
    '../..',
    'a/b',
    'a\0b',
    'abc\n',
    'under_score',
    '192.168.0.1',
    'xn--abc',
  ])('%j is none', (name) => {
    expect(() => {
      checkBucketName(name);
    }).toThrow(expect.objectContaining({ code: 'invalid-bucket-name' }));
  });
});
