import { describe, expect, it } from 'vitest';
import { tokenBuckets } from './token-bucket.js';

describe('token buckets', () => {
  it('lets everything pass where no rate is set', () => {
    const throttle = tokenBuckets({});
    for (let count = 0; count < 1000; count++) throttle('CreateFHIRDatastore');
  });

  it('lets a second of requests pass at once, then one each time a token is refilled', () => {
    let now = 0;
    const throttle = tokenBuckets({ ListFHIRDatastores: 4 }, () => now);
    const passes = (): boolean => {
      try {
        throttle('ListFHIRDatastores');
        return true;
      } catch {
        return false;
      }
    };
    expect([1, 2, 3, 4, 5].map(passes)).toEqual([true, true, true, true, false]);
    now += 249;
    expect(passes()).toBe(false);
    now += 1;
    expect([passes(), passes()]).toEqual([true, false]);
    now += 60_000;
    expect([1, 2, 3, 4, 5].map(passes)).toEqual([true, true, true, true, false]);
  });

  it('allows rates below one a second', () => {
    let now = 0;
    const throttle = tokenBuckets({ CreateFHIRDatastore: 1 / 60 }, () => now);
    throttle('CreateFHIRDatastore');
    now += 59_000;
    expect(() => {
      throttle('CreateFHIRDatastore');
    }).toThrow('Rate exceeded for CreateFHIRDatastore');
    now += 1_001;
    throttle('CreateFHIRDatastore');
  });

  it('keeps a bucket for each operation', () => {
    const throttle = tokenBuckets({ CreateFHIRDatastore: 1, DeleteFHIRDatastore: 1 }, () => 0);
    throttle('CreateFHIRDatastore');
    throttle('DeleteFHIRDatastore');
    expect(() => {
      throttle('DeleteFHIRDatastore');
    }).toThrow('Rate exceeded');
  });
});
