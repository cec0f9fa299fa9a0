import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { routeLabel } from './route-label.js';

function request(path: string, headers: Readonly<Record<string, string>> = {}) {
  return {
    method: 'GET',
    path,
    query: 'name=Ada',
    headers,
    rawHeaders: [],
    body: Readable.from([]),
    signal: new AbortController().signal,
    requestId: '',
  };
}

const base = '/datastore/0123456789abcdef0123456789abcdef/r4';

describe('routeLabel', () => {
  it.each([
    [`${base}/Patient`, '/datastore/{id}/r4/Patient'],
    [`${base}/Patient/mrs-smith-1970`, '/datastore/{id}/r4/Patient/{id}'],
    [`${base}/Patient/mrs-smith-1970/_history/2`, '/datastore/{id}/r4/Patient/{id}/_history'],
    [`${base}/Patient/_search`, '/datastore/{id}/r4/Patient/_search'],
    [`${base}/metadata`, '/datastore/{id}/r4/metadata'],
    [`${base}/Mrs%20Smith`, '/datastore/{id}/r4/'],
    ['/healthz', '/healthz'],
    ['/clinic/mrs-smith.json', 's3 object'],
    ['/mrs-smith', 's3 bucket'],
    ['/', 's3 bucket'],
  ])('calls %s %s', (path, label) => {
    expect(routeLabel(request(path))).toBe(label);
  });

  it('names an operation of the control plane, and nothing that only looks like one', () => {
    expect(routeLabel(request('/', { 'x-amz-target': 'HealthLake.CreateFHIRDatastore' }))).toBe(
      'HealthLake.CreateFHIRDatastore',
    );
    expect(routeLabel(request('/', { 'x-amz-target': 'Mrs Smith, born 1970' }))).toBe('control');
  });

  it.each(['smith', 'Smith', '1970'])('never holds %s of an address that names a patient', (word) => {
    for (const path of [
      `${base}/Patient/${word}`,
      `/${word}/${word}`,
      `${base}/${word}/${word}/${word}`,
      `/datastore/${word}`,
    ])
      expect(routeLabel(request(path)).replace('/Smith', '')).not.toContain(word);
  });
});
