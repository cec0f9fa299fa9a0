import { describe, expect, it } from 'vitest';
import { addressOf } from './address.js';

describe('addresses', () => {
  it.each([
    ['/', '127.0.0.1:8080', '', ''],
    ['/bucket', '127.0.0.1:8080', 'bucket', ''],
    ['/bucket/', '127.0.0.1:8080', 'bucket', ''],
    ['/bucket/a/b', '127.0.0.1:8080', 'bucket', 'a/b'],
    ['/bucket//a', undefined, 'bucket', '/a'],
    ['/bucket/a%2Fb%20c+d', undefined, 'bucket', 'a/b c+d'],
    ['/bucket/../../etc', undefined, 'bucket', '../../etc'],
    ['/bucket/%2e%2e/%252e', undefined, 'bucket', '../%2e'],
    ['/..%2f..', undefined, '../..', ''],
    ['/a/b', 'bucket.localhost:8080', 'bucket', 'a/b'],
    ['/', 'my.bucket.localhost', 'my.bucket', ''],
    ['/bucket/a', 'localhost:8080', 'bucket', 'a'],
  ])('%s at %s', (path, host, bucket, key) => {
    expect(addressOf(path, host, ['localhost'])).toEqual({ bucket, key });
  });

  it.each(['/bucket/%', '/bucket/%zz', '/bucket/%ff', '/bucket/%c3'])('%s is refused', (path) => {
    expect(() => addressOf(path, undefined, [])).toThrow(expect.objectContaining({ code: 'invalid-uri' }));
  });
});
