import { describe, expect, it, test } from 'vitest';
import { quotaProfiles } from './quota-profiles.js';
import { readQuotaOverrides } from './quota-overrides.js';
import { createRequestQuotas } from './request-quotas.js';
import type { ActionName } from '../healthlake/actions.js';

function quotasOf(profile: keyof typeof quotaProfiles, text = '{}') {
  const read = readQuotaOverrides(text);
  if (!read.ok) throw new Error(read.fault);
  let at = 0;
  const quotas = createRequestQuotas(quotaProfiles[profile], read.overrides, () => at);
  /** How many of so many requests at once are answered. */
  const answered = (times: number, action: ActionName, dataStoreId?: string, bytes?: number): number => {
    let count = 0;
    for (let i = 0; i < times; i++) if (quotas.take(action, { dataStoreId, bytes }) === undefined) count++;
    return count;
  };
  return { quotas, answered, wait: (ms: number) => (at += ms) };
}

describe("HealthLake's quotas", () => {
  // https://docs.aws.amazon.com/healthlake/latest/devguide/reference-healthlake-endpoints-quotas.html
  test.each<readonly [ActionName, number]>([
    ['ReadResource', 3_000],
    ['SearchWithGet', 100],
    ['SearchWithPost', 100],
    ['SearchEverything', 10],
    ['ValidateResource', 1_000],
    ['GetExportedFile', 10],
    ['GetCapabilities', 10],
    ['CreateResource', 3_000],
    ['StartFHIRImportJob', 25],
    ['CreateFHIRDatastore', 1],
  ])('%s: %s at once', (action, most) => {
    expect(quotasOf('healthlake').answered(4_000, action, 'a')).toBe(most);
  });

  it('let a data store be made each minute', () => {
    const { quotas, wait } = quotasOf('healthlake');
    expect([1, 2].map(() => quotas.take('CreateFHIRDatastore', {}))).toEqual([undefined, 60]);
    wait(59_000);
    expect(quotas.take('CreateFHIRDatastore', {})).toBe(1);
    wait(1_000);
    expect(quotas.take('CreateFHIRDatastore', {})).toBeUndefined();
  });

  it('are for each data store, and for the account', () => {
    const { answered } = quotasOf('healthlake');
    expect(['a', 'b', 'c'].map((store) => answered(150, 'SearchWithGet', store))).toEqual([100, 100, 0]);
    expect(answered(150, 'SearchWithPost', 'c')).toBe(100);
  });

  it('count all writes together, by the kilobyte', () => {
    const { answered, wait } = quotasOf('healthlake');
    expect(answered(100, 'CreateResource', 'a', 4_096)).toBe(100);
    expect(answered(10, 'UpdateResource', 'a', 1_024 * 100 + 1)).toBe(10);
    expect(answered(10_000, 'DeleteResource', 'a')).toBe(3_000 - 400 - 1_010);
    expect(answered(1, 'ProcessBundle', 'a')).toBe(0);
    wait(1_000);
    // 5 MB cost more than there ever is.
    expect(answered(2, 'CreateResource', 'a', 5 * 1_024 * 1_024)).toBe(1);
    // 2120 are owed.
    wait(706);
    expect(answered(1, 'CreateResource', 'a')).toBe(0);
    expect(answered(1, 'ReadResource', 'a')).toBe(1);
  });
});

describe('generous quotas', () => {
  it.each(Object.keys(quotaProfiles.healthlake))('let pass a hundred of each at once (%s)', (index) => {
    for (const action of quotaProfiles.healthlake[Number(index)]!.actions) {
      const least = action.startsWith('CreateFHIR') || action.startsWith('DeleteFHIR') ? 50 : 100;
      expect(quotasOf('generous').answered(100, action, 'a')).toBe(least);
    }
  });
});

describe('overrides', () => {
  it('take the place of quotas, one by one', () => {
    const text =
      '{"SearchWithGet":5,"ReadResource":{"dataStore":2},"CreateResource":null,"SearchEverything":{"account":3,"dataStore":1}}';
    const { answered } = quotasOf('healthlake', text);
    expect(answered(100, 'SearchWithGet', 'a')).toBe(5);
    expect(['a', 'b'].map((store) => answered(100, 'ReadResource', store))).toEqual([2, 2]);
    expect(answered(50_000, 'CreateResource', 'a')).toBe(50_000);
    expect(['a', 'b', 'c', 'd'].map((store) => answered(9, 'SearchEverything', store))).toEqual([1, 1, 1, 0]);
    expect(answered(5_000, 'UpdateResource', 'a')).toBe(3_000);
    expect(answered(5_000, 'VersionReadResource', 'a')).toBe(3_000);
  });

  it('may be for what no profile limits, our own actions too', () => {
    expect(quotasOf('generous', '{"ReadChanges":2}').answered(10, 'ReadChanges', 'a')).toBe(2);
    expect(quotasOf('generous').answered(10_000, 'ReadChanges', 'a')).toBe(10_000);
  });

  it.each([
    ['', 'must be JSON'],
    ['[]', 'must be an object'],
    ['null', 'must be an object'],
    ['{"Explode":1}', 'Explode is no action'],
    ['{"constructor":1}', 'constructor is no action'],
    ['{"ReadResource":0}', 'ReadResource: requests a second'],
    ['{"ReadResource":-1}', 'ReadResource: requests a second'],
    ['{"ReadResource":1e999}', 'ReadResource: requests a second'],
    ['{"ReadResource":"5"}', 'ReadResource: requests a second'],
    ['{"ReadResource":{}}', 'ReadResource: requests a second'],
    ['{"ReadResource":{"store":1}}', 'ReadResource: requests a second'],
    ['{"ReadResource":{"account":1,"dataStore":"x"}}', 'ReadResource: requests a second'],
    ['{"ListFHIRDatastores":{"dataStore":1}}', 'ListFHIRDatastores: it is on no data store'],
  ])('%s is refused', (text, fault) => {
    const read = readQuotaOverrides(text);
    expect(read.ok ? '' : read.fault).toContain(fault);
  });
});
