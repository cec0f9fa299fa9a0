import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobMessage } from './job-message.js';

// The service model's Message: 1 to 2048 characters of this pattern.
const PATTERN = /^[\p{L}\p{Z}\p{N}_.:/=+\-%@]{1,2048}$/u;

describe('jobMessage', () => {
  it('fits the service model whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        expect(jobMessage(text)).toMatch(PATTERN);
      }),
    );
  });

  it('keeps what it may', () => {
    expect(jobMessage('There is no "a.ndjson", below s3://bucket/in/ (nothing)')).toBe(
      'There is no a.ndjson below s3://bucket/in/ nothing',
    );
  });
});
