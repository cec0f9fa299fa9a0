import { WellspringError } from '@wellspring/errors';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { exactJsonText, readExactJson } from '../../json/exact-json.js';
import { applyPatch } from '../apply-patch.js';
import { readPatch } from '../read-patch.js';

const read = (operations: unknown) =>
  readPatch(
    'application/json-patch+json',
    Buffer.from(typeof operations === 'string' ? operations : JSON.stringify(operations)),
  );
/** As text, so that the order of members and the digits count. */
const apply = (document: string, operations: unknown) =>
  exactJsonText(applyPatch(read(operations), readExactJson(document) as JsonObject));
const codeOf = (act: () => unknown): string => {
  try {
    return JSON.stringify(act());
  } catch (error) {
    if (error instanceof WellspringError) return error.code;
    throw error;
  }
};

// https://www.rfc-editor.org/rfc/rfc6902#appendix-A
describe('the examples of RFC 6902', () => {
  it.each([
    ['A.1', '{"foo":"bar"}', [{ op: 'add', path: '/baz', value: 'qux' }], '{"foo":"bar","baz":"qux"}'],
    [
      'A.2',
      '{"foo":["bar","baz"]}',
      [{ op: 'add', path: '/foo/1', value: 'qux' }],
      '{"foo":["bar","qux","baz"]}',
    ],
    ['A.3', '{"baz":"qux","foo":"bar"}', [{ op: 'remove', path: '/baz' }], '{"foo":"bar"}'],
    ['A.4', '{"foo":["bar","qux","baz"]}', [{ op: 'remove', path: '/foo/1' }], '{"foo":["bar","baz"]}'],
    [
      'A.5',
      '{"baz":"qux","foo":"bar"}',
      [{ op: 'replace', path: '/baz', value: 'boo' }],
      '{"baz":"boo","foo":"bar"}',
    ],
    [
      'A.6',
      '{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}',
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}',
    ],
    [
      'A.7',
      '{"foo":["all","grass","cows","eat"]}',
      [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      '{"foo":["all","cows","eat","grass"]}',
    ],
    [
      'A.8',
      '{"baz":"qux","foo":["a",2,"c"]}',
      [
        { op: 'test', path: '/baz', value: 'qux' },
        { op: 'test', path: '/foo/1', value: 2 },
      ],
      '{"baz":"qux","foo":["a",2,"c"]}',
    ],
    [
      'A.10',
      '{"foo":"bar"}',
      [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      '{"foo":"bar","child":{"grandchild":{}}}',
    ],
    [
      'A.11',
      '{"foo":"bar"}',
      [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
      '{"foo":"bar","baz":"qux"}',
    ],
    ['A.14', '{"/":9,"~1":10}', [{ op: 'test', path: '/~01', value: 10 }], '{"/":9,"~1":10}'],
    [
      'A.16',
      '{"foo":["bar"]}',
      [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
      '{"foo":["bar",["abc","def"]]}',
    ],
    // 4.1: "If the target location specifies an object member that does exist, that member's value is replaced."
    ['4.1', '{"a":1,"b":2}', [{ op: 'add', path: '/a', value: 3 }], '{"a":3,"b":2}'],
    ['4.5', '{"a":[1]}', [{ op: 'copy', from: '/a', path: '/b' }], '{"a":[1],"b":[1]}'],
    // A document with no operation is one, and https://github.com/json-patch/json-patch-tests begins with it.
    ['no operation', '{"a":1}', [], '{"a":1}'],
    ['to the same place', '{"a":1,"b":2}', [{ op: 'move', from: '/a', path: '/a' }], '{"a":1,"b":2}'],
    ['the whole document', '{"a":1}', [{ op: 'replace', path: '', value: { b: 2 } }], '{"b":2}'],
    ['an empty key', '{"":1}', [{ op: 'replace', path: '/', value: 2 }], '{"":2}'],
  ])('%s', (_, document, operations, expected) => {
    expect(apply(document, operations)).toBe(expected);
  });

  it.each([
    ['A.9', '{"baz":"qux"}', [{ op: 'test', path: '/baz', value: 'bar' }], 'patch-test-failed'],
    ['A.12', '{"foo":"bar"}', [{ op: 'add', path: '/baz/bat', value: 'qux' }], 'patch-not-applicable'],
    ['A.15', '{"/":9,"~1":10}', [{ op: 'test', path: '/~01', value: '10' }], 'patch-test-failed'],
    ['nothing there', '{"foo":1}', [{ op: 'remove', path: '/bar' }], 'patch-not-applicable'],
    ['replace nothing', '{"foo":1}', [{ op: 'replace', path: '/bar', value: 1 }], 'patch-not-applicable'],
    ['beyond the end', '{"a":[1]}', [{ op: 'add', path: '/a/2', value: 1 }], 'patch-not-applicable'],
    ['the end of a remove', '{"a":[1]}', [{ op: 'remove', path: '/a/-' }], 'patch-not-applicable'],
    ['01 is no index', '{"a":[1,2]}', [{ op: 'remove', path: '/a/01' }], 'patch-not-applicable'],
    ['length', '{"a":[1,2]}', [{ op: 'replace', path: '/a/length', value: 0 }], 'patch-not-applicable'],
    ['into a text', '{"a":"b"}', [{ op: 'add', path: '/a/0', value: 1 }], 'patch-not-applicable'],
    ['test of nothing', '{"a":1}', [{ op: 'test', path: '/b', value: null }], 'patch-test-failed'],
    ['all removed', '{"a":1}', [{ op: 'remove', path: '' }], 'patch-not-applicable'],
    ['no object left', '{"a":1}', [{ op: 'replace', path: '', value: 1 }], 'patch-not-applicable'],
  ])('%s is refused', (_, document, operations, code) => {
    expect(codeOf(() => apply(document, operations))).toBe(code);
  });
});

describe('test', () => {
  // https://www.rfc-editor.org/rfc/rfc6902#section-4.6
  it.each([
    ['1.10', '1.1', true],
    ['1.10', '11e-1', true],
    ['0.1000000000000000055511151231257827', '0.1', false],
    ['1', '"1"', false],
    ['{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1.0}', true],
    ['[1,2]', '[2,1]', false],
    ['[1]', '[1,1]', false],
    ['{"a":1}', '{"a":1,"b":2}', false],
    ['{"a":1}', '{"b":1}', false],
    ['null', 'null', true],
    ['null', 'false', false],
    ['[]', '{}', false],
  ])('%s and %s', (one, other, same) => {
    const patch = `[{"op":"test","path":"/a","value":${other}}]`;
    expect(codeOf(() => apply(`{"a":${one}}`, patch)) !== 'patch-test-failed').toBe(same);
  });
});

describe('what is kept', () => {
  it('is every digit of what the patch does not touch, and of what it brings', () => {
    const document = '{"a":1.10,"b":[1e3,123456789012345678901]}';
    expect(
      apply(document, '[{"op":"add","path":"/c","value":0.50},{"op":"copy","from":"/a","path":"/d"}]'),
    ).toBe('{"a":1.10,"b":[1e3,123456789012345678901],"c":0.50,"d":1.10}');
  });

  it('is the resource that was given', () => {
    const resource = { resourceType: 'Patient', name: [{ given: ['a'] }] };
    const before = structuredClone(resource);
    const patch = read([
      { op: 'add', path: '/name/0/given/-', value: 'b' },
      { op: 'remove', path: '/resourceType' },
    ]);
    expect(applyPatch(patch, resource)).toEqual({ name: [{ given: ['a', 'b'] }] });
    expect(applyPatch(patch, resource)).toEqual({ name: [{ given: ['a', 'b'] }] });
    expect(resource).toEqual(before);
  });

  it('is what every object inherits', () => {
    expect(apply('{"a":1}', '[{"op":"add","path":"/__proto__","value":{"polluted":1}}]')).toBe(
      '{"a":1,"__proto__":{"polluted":1}}',
    );
    expect(codeOf(() => apply('{"a":1}', [{ op: 'add', path: '/__proto__/polluted', value: 1 }]))).toBe(
      'patch-not-applicable',
    );
    expect(
      codeOf(() => apply('{"a":1}', [{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }])),
    ).toBe('patch-not-applicable');
    expect(codeOf(() => apply('{"a":1}', [{ op: 'copy', from: '/toString', path: '/b' }]))).toBe(
      'patch-not-applicable',
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a malformed patch', () => {
  it.each([
    ['no JSON', '[{'],
    ['no array', '{"op":"remove","path":"/a"}'],
    ['nothing', ''],
    ['a member that is none', '[1]'],
    ['a key twice', '[{"op":"remove","path":"/a","path":"/b"}]'],
    ['an unknown operation', [{ op: 'merge', path: '/a', value: 1 }]],
    ['no operation named', [{ path: '/a', value: 1 }]],
    ['inherited for an operation', [{ op: 'toString', path: '/a' }]],
    ['no path', [{ op: 'remove' }]],
    ['no value', [{ op: 'add', path: '/a' }]],
    ['no from', [{ op: 'move', path: '/a' }]],
    ['a path without a slash', [{ op: 'remove', path: 'a' }]],
    ['a bad escape', [{ op: 'remove', path: '/a~2' }]],
    ['into itself', [{ op: 'move', from: '/a', path: '/a/b' }]],
    ['a pointer without end', [{ op: 'remove', path: '/a'.repeat(2_000) }]],
    ['a deep pointer', [{ op: 'remove', path: '/a'.repeat(129) }]],
    ['1,001 operations', Array.from({ length: 1_001 }, () => ({ op: 'remove', path: '/a' }))],
    ['nested 129 deep', '['.repeat(129) + ']'.repeat(129)],
  ])('%s', (_, operations) => {
    expect(codeOf(() => read(operations))).toBe('malformed-patch');
  });

  it('of another type is not read', () => {
    expect(codeOf(() => readPatch('application/merge-patch+json', Buffer.from('{}')))).toBe(
      'unsupported-media-type',
    );
  });
});

describe('a patch without measure', () => {
  it('does not double a resource thirty times', () => {
    const operations = Array.from({ length: 60 }, () => ({ op: 'copy', from: '', path: '/a/-' }));
    expect(codeOf(() => apply(`{"a":["${'x'.repeat(1_000)}"]}`, operations))).toMatch(
      /patch-too-costly|patch-not-applicable/,
    );
    const flat = Array.from({ length: 60 }, (_, n) => ({
      op: 'copy',
      from: '/a',
      path: `/a/${String(n % 2)}`,
    }));
    expect(codeOf(() => apply(`{"a":["${'x'.repeat(1_000)}"]}`, flat))).toMatch(
      /patch-too-costly|patch-not-applicable/,
    );
    const side = Array.from({ length: 999 }, (_, n) => ({ op: 'copy', from: '/a', path: `/b${String(n)}` }));
    expect(codeOf(() => apply(`{"a":"${'x'.repeat(100_000)}"}`, side))).toBe('patch-too-costly');
  });

  it('does not nest one without end', () => {
    const value = JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown;
    const operations = [
      { op: 'add', path: '/a', value },
      { op: 'add', path: `/a${'/0'.repeat(60)}`, value },
    ];
    expect(codeOf(() => apply('{}', operations))).toBe('patch-not-applicable');
  });
});
