import { describe, expect, it } from 'vitest';
import { readSizes } from './sizes.js';
import { readSuiteOptions } from './suite-options.js';

describe('--size', () => {
  it.each([
    ['150k', [150_000]],
    ['1.5m', [1_500_000]],
    ['both', [150_000, 1_500_000]],
    ['1.5M,2k,600', [600, 2_000, 1_500_000]],
  ])('%s', (text, expected) => {
    expect(readSizes(text).map(({ resources }) => resources)).toEqual(expected);
  });
  it.each(['', 'large', '5', '-2k', '1e5', '2000m'])('refuses "%s"', (text) => {
    expect(() => readSizes(text)).toThrow('--size takes');
  });
});

describe('--only', () => {
  const wanted = (only: string, name: string): boolean => readSuiteOptions(['--only', only]).wants(name);
  it.each([
    ['reads', 'read by id', true],
    ['reads', 'access: root credential, read', false],
    ['reads', 'audit: event of a read', false],
    ['import,reads', 'import', true],
    ['searches', 'search: patient + code', true],
    ['patient + code', 'search: patient + code', true],
    ['patient + code', 'search: single token', false],
    ['mix', 'CRUD mix', true],
    ['creates', 'CRUD mix', false],
    ['everything', '$everything of a patient', true],
    ['transactions', 'transaction of a patient', true],
    ['pressure', 'pressure', true],
    ['reads,import', 'pressure', false],
    ['pressure', 'read by id', false],
    ['', 'export', true],
  ])('%s and %s: %s', (only, name, expected) => {
    expect(wanted(only, name)).toBe(expected);
  });
  it('needs no store for what is measured without one', () => {
    expect(readSuiteOptions(['--only', 'validation,audit']).wantsStore).toBe(false);
    expect(readSuiteOptions(['--only', 'validation,reads']).wantsStore).toBe(true);
    expect(readSuiteOptions([]).wantsStore).toBe(true);
  });
});

it.each([
  [['--seconds', '0'], '--seconds takes numbers from 0.1 to 3600'],
  [['--minutes', 'x'], '--minutes takes numbers'],
  [['--processes', '0'], '--processes takes whole numbers from 1 to 256'],
  [['--header', 'X: 1'], 'name it with --against'],
  [['--loaded'], 'name it with --against'],
  [['--against', 'http://x/fhir', '--header', 'Authorization'], '--header takes "Name: value"'],
  [['--against', 'http://x/fhir', '--header', 'A: b\r\nC: d'], '--header takes "Name: value"'],
  [['--against', 'x'], 'Invalid URL'],
  [['--what'], "Unknown option '--what'"],
])('refuses %j', (args, message) => {
  expect(() => readSuiteOptions(args)).toThrow(message);
});

it('reads what another server is asked with', () => {
  const { against, headers, sizes } = readSuiteOptions([
    '--against',
    'http://127.0.0.1:8080/fhir/',
    '--header',
    'Authorization: Bearer x',
    '--header',
    'X-Tenant: a',
  ]);
  expect(against).toBe('http://127.0.0.1:8080/fhir');
  expect(headers).toEqual({ authorization: 'Bearer x', 'x-tenant': 'a' });
  expect(sizes.map(({ label }) => label)).toEqual(['150k']);
});
