import { describe, expect, it } from 'vitest';
import { isCurrency, isLanguageTag, isMimeType } from './open-code.js';
import { isUcumCode } from './ucum-code.js';

/** Examples of BCP 47 itself (https://www.rfc-editor.org/rfc/rfc5646#appendix-A), and what it rules out. */
describe('isLanguageTag', () => {
  it.each(
    'de fr i-enochian zh-Hant sr-Latn zh-cmn-Hans-CN cmn-Hans-CN zh-yue-HK sr-Latn-RS sl-rozaj sl-rozaj-biske sl-nedis de-CH-1901 sl-IT-nedis hy-Latn-IT-arevela de-DE en-US es-419 de-CH-x-phonebk az-Arab-x-AZE-derbend x-whatever qaa-Qaaa-QM-x-southern en-US-u-islamcal zh-CN-a-myext-x-private ast EN-us'.split(
      ' ',
    ),
  )('takes %s', (tag) => {
    expect(isLanguageTag(tag)).toBe(true);
  });

  it.each([
    '',
    'e',
    'german',
    'en_US',
    'en-',
    'en-US-',
    'de-419-DE',
    'a-DE',
    'en US',
    '12',
    `en-${'a'.repeat(200)}`,
  ])('refuses %j', (tag) => {
    expect(isLanguageTag(tag)).toBe(false);
  });
});

describe('isMimeType', () => {
  it.each([
    'text/plain',
    'application/fhir+json',
    'text/html; charset=UTF-8',
    'image/svg+xml',
    'application/vnd.ms-excel',
    'json',
    'image/*',
  ])('takes %s', (code) => {
    expect(isMimeType(code)).toBe(true);
  });

  it.each(['', 'text', 'text/', '/plain', 'text plain', 'a/b/c', 'pdf'])('refuses %j', (code) => {
    expect(isMimeType(code)).toBe(false);
  });
});

it('a currency is three capitals', () => {
  expect(['CHF', 'XXX', 'chf', 'EURO', '$', ''].map(isCurrency)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

/** https://ucum.org/ucum */
describe('isUcumCode', () => {
  it.each([
    'mg',
    'mm[Hg]',
    '10*3/uL',
    '{score}',
    '/min',
    '%',
    'Cel',
    '[degF]',
    'mL/min/{1.73_m2}',
    'kg.m-2',
    '1',
    'a',
  ])('takes %s', (code) => {
    expect(isUcumCode(code)).toBe(true);
  });

  it.each(['', 'mcg', 'TAB', 'ml/hr', '(score)', 'mm Hg', 'kg..m', 'mEq', 'drop', '['])(
    'refuses %j',
    (code) => {
      expect(isUcumCode(code)).toBe(false);
    },
  );
});
