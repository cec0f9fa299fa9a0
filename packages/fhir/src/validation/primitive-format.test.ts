import { describe, expect, it } from 'vitest';
import type { PrimitiveType } from '../definitions/primitive-type.js';
import type { JsonValue } from '../json/json-value.js';
import { primitiveChecks } from './primitive-format.js';

interface Examples {
  readonly good: readonly JsonValue[];
  readonly bad: readonly JsonValue[];
  /** Of another JSON type. */
  readonly wrong: readonly JsonValue[];
}

const notStrings: readonly JsonValue[] = [1, true, {}, []];
const uri: Examples = {
  good: ['http://a.org/b?c#d', 'urn:uuid:1', 'a', '#x', 'http://a.org/ü'],
  bad: ['', ' ', 'http://a.org/ b', 'a\n', '\u0001'],
  wrong: notStrings,
};
const text: Examples = {
  good: ['a', ' a ', 'a\n\tb\r', '\u00a0', '😀', 'a'.repeat(1024 * 1024)],
  bad: ['', ' ', '\n\t\r', 'a\u0000', 'a\u0008b', '\u001fa', 'a'.repeat(1024 * 1024 + 1)],
  wrong: notStrings,
};

/** https://hl7.org/fhir/R4/datatypes.html#primitive */
const examples: Readonly<Record<PrimitiveType, Examples>> = {
  boolean: { good: [true, false], bad: [], wrong: ['true', 1, 0, {}, []] },
  decimal: { good: [0, -1.5, 1e300, Infinity], bad: [], wrong: ['1.5', true, {}, []] },
  integer: {
    good: [0, -(2 ** 31), 2 ** 31 - 1],
    bad: [0.5, 2 ** 31, -(2 ** 31) - 1, Infinity],
    wrong: ['1', true, [], {}],
  },
  unsignedInt: { good: [0, 2 ** 31 - 1], bad: [-1, 1.5, 2 ** 31], wrong: ['1', false] },
  positiveInt: { good: [1, 2 ** 31 - 1], bad: [0, -1, 1.5, 2 ** 31], wrong: ['1', false] },
  string: text,
  markdown: text,
  code: {
    good: ['a', 'a b', 'a-b/c', 'CHEST\u00a0'],
    bad: ['', ' ', ' a', 'a ', 'a  b', 'a\n', 'a\u0002'],
    wrong: notStrings,
  },
  id: {
    good: ['a', 'A.b-1', '1'.repeat(64)],
    bad: ['', 'a_b', 'a b', '1'.repeat(65), 'a\n'],
    wrong: notStrings,
  },
  uri,
  url: uri,
  canonical: uri,
  oid: {
    good: ['urn:oid:1.2.3.4.5', 'urn:oid:2.0'],
    bad: ['', '1.2.3', 'urn:oid:3.1', 'urn:oid:1.02', 'urn:oid:1'],
    wrong: notStrings,
  },
  uuid: {
    good: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    bad: [
      '',
      'c757873d-ec9a-4326-a141-556f43239520',
      'urn:uuid:C757873D-EC9A-4326-A141-556F43239520',
      'urn:uuid:c757873d',
    ],
    wrong: notStrings,
  },
  base64Binary: {
    good: ['YQ==', 'YWI=', 'YWJj', 'YWJj\nYWJj', ' YWJj '],
    bad: ['', ' ', 'YQ=', 'Y', '=YWJ', 'YW_j', 'YQ==YQ=='],
    wrong: notStrings,
  },
  date: {
    good: ['2024', '2024-02', '2024-02-29'],
    bad: ['', '2023-02-30', '2024-2-1', '2024-02-29T00:00:00Z', 'x'],
    wrong: notStrings,
  },
  dateTime: {
    good: ['2024', '2024-02', '2024-02-29', '2024-02-29T10:11:12Z', '2024-02-29T10:11:12.123456-05:00'],
    bad: [
      '2024-02-29T10:11Z',
      '2024-02-29T10:11:12',
      '2024-02-29T24:00:00Z',
      '2024-02-29 10:11:12Z',
      '2023-02-30T10:11:12Z',
    ],
    wrong: notStrings,
  },
  instant: {
    good: ['2015-02-07T13:28:17.239+02:00', '2017-01-01T00:00:00Z'],
    bad: ['2017', '2017-01-01', '2017-01-01T00:00:00'],
    wrong: notStrings,
  },
  time: {
    good: ['00:00:00', '23:59:60', '10:11:12.5'],
    bad: ['', '24:00:00', '10:11', '10:11:12Z', '10:11:12.'],
    wrong: notStrings,
  },
  xhtml: {
    good: ['<div xmlns="http://www.w3.org/1999/xhtml">a</div>', ' <div>a</div>'],
    bad: ['', 'a', '<divx>', '<p/>'],
    wrong: notStrings,
  },
};

describe.each(Object.entries(examples))('%s', (type, { good, bad, wrong }) => {
  const check = primitiveChecks[type as PrimitiveType];

  it('takes what the specification allows', () => {
    for (const value of good) expect(check(value)).toBe(undefined);
  });

  it('refuses bad formats and ranges', () => {
    for (const value of bad) expect(check(value)).toMatchObject({ detail: 'invalid-format' });
  });

  it('refuses other JSON types', () => {
    for (const value of wrong) expect(check(value)).toMatchObject({ detail: 'wrong-type' });
  });
});

it('shows no more of a value than is needed to find it', () => {
  expect(primitiveChecks.date('x'.repeat(1000))?.message.length).toBeLessThan(200);
});

it('checks long values in linear time', () => {
  const started = process.cpuUsage().user;
  for (const type of Object.keys(examples) as PrimitiveType[]) {
    primitiveChecks[type](' a'.repeat(500_000));
    primitiveChecks[type](`${'AAAA'.repeat(250_000)}!`);
  }
  // Milliseconds where it is linear, minutes where it is not.
  expect(process.cpuUsage().user - started).toBeLessThan(5_000_000);
});
