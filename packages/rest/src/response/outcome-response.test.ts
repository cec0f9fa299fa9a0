import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { expect, test } from 'vitest';
import { errorResponse } from './outcome-response.js';

const textOf = ({ body }: HttpResponse) => (Buffer.isBuffer(body) ? body.toString() : '');
const issueOf = (response: HttpResponse) =>
  (JSON.parse(textOf(response)) as { readonly issue: readonly unknown[] }).issue;

test('an error of the catalogue', () => {
  const response = errorResponse(new WellspringError('resource-deleted', 'Patient/1 was deleted'), 'r-1');
  expect(response.status).toBe(410);
  expect(response.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect(issueOf(response)).toEqual([
    { severity: 'error', code: 'deleted', diagnostics: 'Patient/1 was deleted' },
  ]);
});

test('what can be repeated says when', () => {
  expect(errorResponse(new WellspringError('database-unavailable', 'no'), 'r').headers['retry-after']).toBe(
    '1',
  );
});

test('an error nobody foresaw tells the request id and nothing else', () => {
  const response = errorResponse(new Error('secret detail'), 'r-1');
  expect(response.status).toBe(500);
  expect(textOf(response)).toContain('r-1');
  expect(textOf(response)).not.toContain('secret');
});
