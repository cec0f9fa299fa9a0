import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromByteString, toByteString } from './byte-string.js';
import { keyPath, readName } from './key-path.js';

/** Puts a key together again from the names of its path. */
function keyOf(names: readonly string[]): string {
  let bytes = '';
  for (const name of names) {
    const entry = readName(name);
    if (!entry) throw new Error(`Unreadable name ${name}`);
    bytes += entry.bytes + (entry.kind === 'folder' ? '/' : '');
  }
  return fromByteString(bytes);
}

const keys = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('/', '.', 'a', 'A', '~', '@', '%', '^', 'é', ' '),
      minLength: 1,
      maxLength: 400,
    }),
  )
  .filter(
    (key) => !key.includes('\0') && Buffer.from(key).toString() === key && Buffer.byteLength(key) <= 1024,
  );

describe('the path of a key', () => {
  it.each([
    ['fhir/Patient.ndjson', ['fhir', '^patient.ndjson@']],
    ['a', ['a@']],
    ['a/b', ['a', 'b@']],
    ['a/', ['a', '%@']],
    ['/a', ['%', 'a@']],
    ['a//b', ['a', '%', 'b@']],
    ['../../etc/passwd', ['%2e.', '%2e.', 'etc', 'passwd@']],
    ['.', ['%2e@']],
    ['..', ['%2e.@']],
    ['.hidden', ['%2ehidden@']],
    ['a\\..\\b', ['a%5c..%5cb@']],
    ['C:\\con', ['^c%3a%5ccon@']],
    ['é', ['%c3%a9@']],
    ['a~@b', ['a%7e%40b@']],
    ['%2e%2e/x', ['%252e%252e', 'x@']],
    ['x'.repeat(199), [`${'x'.repeat(199)}@`]],
    ['x'.repeat(200), [`${'x'.repeat(200)}~`, '%@']],
    ['x'.repeat(450), [`${'x'.repeat(200)}~`, `${'x'.repeat(200)}~`, `${'x'.repeat(50)}@`]],
  ])('%j', (key, names) => {
    expect(keyPath(key)).toEqual(names);
  });

  it.each([
    ['', 'invalid-uri'],
    ['a\0b', 'invalid-uri'],
    ['\ud800', 'invalid-uri'],
    ['a'.repeat(1025), 'key-too-long'],
    ['é'.repeat(513), 'key-too-long'],
  ])('refuses %j', (key, code) => {
    expect(() => keyPath(key)).toThrow(expect.objectContaining({ code }));
  });

  it('leads back to the key, by safe names only', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const names = keyPath(key);
        expect(keyOf(names)).toBe(key);
        for (const name of names) {
          expect(name).toMatch(/^[a-z0-9_=+,%^-][a-z0-9_=+,.%^-]*[~@]?$/);
          expect(name.length).toBeLessThanOrEqual(204);
        }
      }),
    );
  });

  it('is another one for another key, even where case is ignored', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        fc.pre(one !== other);
        expect(keyPath(one).join('/').toLowerCase()).not.toBe(keyPath(other).join('/').toLowerCase());
      }),
    );
  });

  it.each(['.DS_Store', 'a b', 'A@', '%2E@', '^1@', '%41@', '@', '~', `${'x'.repeat(200)}@`, 'short~', '%%'])(
    'passes over the foreign name %j',
    (name) => {
      expect(readName(name)).toBeUndefined();
    },
  );
});

describe('byte strings', () => {
  it('order as UTF-8 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        const order = Buffer.compare(Buffer.from(one), Buffer.from(other));
        const [a, b] = [toByteString(one), toByteString(other)];
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(order);
      }),
    );
  });
});
