import { describe, expect, it } from 'vitest';
import { checkAnswer, glanceAt, refusalOf, type Answer } from './check-answer.js';

const answer = (body: unknown, status = 200): Answer => ({
  status,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const match = {
  fullUrl: 'http://x/Patient/1',
  resource: { resourceType: 'Patient' },
  search: { mode: 'match' },
};
const included = { ...match, search: { mode: 'include' } };
const outcome = (severity: string) => ({
  resource: { resourceType: 'OperationOutcome', issue: [{ severity, diagnostics: 'so it is' }] },
  search: { mode: 'outcome' },
});
const bundle = (entry: readonly unknown[], total?: number) => ({ resourceType: 'Bundle', total, entry });

describe('checkAnswer', () => {
  it('counts matches, and nothing else that is in the Bundle', () => {
    const entries = [match, included, match, outcome('warning')];
    expect(checkAnswer(answer(bundle(entries)), { hits: 'some' })).toEqual({ ok: true, hits: 2 });
  });

  it('takes what has no mode as a match', () => {
    const { resource, fullUrl } = match;
    const entries = [{ resource, fullUrl }, { resource: outcome('warning').resource }];
    expect(checkAnswer(answer(bundle(entries)), { hits: 'some' })).toEqual({ ok: true, hits: 1 });
  });

  it('gives the next page', () => {
    const link = [
      { relation: 'self', url: 'http://x/a' },
      { relation: 'next', url: 'http://x/b' },
    ];
    expect(checkAnswer(answer({ ...bundle([match]), link }), { hits: 'some' })).toMatchObject({
      next: 'http://x/b',
    });
  });

  it.each([
    ['a status', answer(outcome('error').resource, 500), { hits: 'any' }, 'status 500: so it is'],
    ['no JSON', answer('<html>'), { hits: 'any' }, 'the answer is no Bundle'],
    ['another resource', answer({ resourceType: 'Patient' }), { hits: 'any' }, 'the answer is no Bundle'],
    [
      'an error within',
      answer(bundle([match, outcome('error')])),
      { hits: 'any' },
      /holds an error: so it is/,
    ],
    ['nothing found', answer(bundle([included])), { hits: 'some' }, /nothing was found/],
    ['a wrong total', answer(bundle([match], 5)), { hits: 'some', total: 6 }, 'total is 5, and should be 6'],
    ['no total', answer(bundle([match])), { hits: 'some', total: 6 }, 'total is missing, and should be 6'],
  ] as const)('finds fault with %s', (_, given, expectation, fault) => {
    const verdict = checkAnswer(given, expectation);
    expect(verdict.ok ? '' : verdict.fault).toMatch(fault);
  });
});

describe('glanceAt', () => {
  it.each([
    ['a Bundle with matches', answer(bundle([match])), 'some', undefined],
    ['an empty Bundle', answer({ resourceType: 'Bundle' }), 'any', undefined],
    ['a warning', answer(bundle([match, outcome('warning')])), 'some', undefined],
    [
      'an empty Bundle that should have matches',
      answer({ resourceType: 'Bundle' }),
      'some',
      /nothing was found/,
    ],
    ['an error within', answer(bundle([match, outcome('fatal')])), 'some', /holds an error/],
    ['a status', answer('', 503), 'any', 'status 503: no OperationOutcome'],
    ['another resource', answer({ resourceType: 'Patient' }), 'any', 'the answer is no Bundle'],
  ] as const)('sees %s', (_, given, hits, fault) => {
    const seen = glanceAt(given, { hits });
    if (fault === undefined) expect(seen).toBeUndefined();
    else expect(seen).toMatch(fault);
  });
});

describe('refusalOf', () => {
  it.each([
    [400, 'so it is'],
    [404, 'so it is'],
    [405, 'so it is'],
    [501, 'so it is'],
    [500, undefined],
    [200, undefined],
  ])('tells what status %i means', (status, refusal) => {
    expect(refusalOf(answer(outcome('error').resource, status))).toBe(refusal);
  });
});
