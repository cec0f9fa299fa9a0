import { expect, it } from 'vitest';
import { readSettings } from '../configuration/read-settings.js';
import { jobShare } from './job-share.js';
import { shareOfQuota } from './share-of-quota.js';
import { shareOf } from './share-of-settings.js';

const settings = (environment: Readonly<Record<string, string>>) => readSettings(environment);

it('one process has everything', () => {
  const all = settings({});
  expect(shareOf(all)).toEqual(all);
});

it('several have their shares, and the sum of them is what the settings give', () => {
  const share = shareOf(
    settings({
      WELLSPRING_PROCESSES: '4',
      WELLSPRING_DATABASE_CONNECTIONS: '64',
      WELLSPRING_SEARCH_CACHE_BYTES: '1000',
      WELLSPRING_CHANGE_READERS: '200',
      WELLSPRING_BULK_STATUS_POLLS: '300',
      WELLSPRING_AUDIT_QUEUE: '20000',
      WELLSPRING_TOKEN_CACHE: '5000',
    }),
  );
  expect(share).toMatchObject({
    WELLSPRING_DATABASE_CONNECTIONS: 16,
    WELLSPRING_SEARCH_CACHE_BYTES: 250,
    WELLSPRING_CHANGE_READERS: 50,
    WELLSPRING_BULK_STATUS_POLLS: 75,
    WELLSPRING_AUDIT_QUEUE: 5000,
    WELLSPRING_TOKEN_CACHE: 1250,
  });
});

it('what means something else than little is never reached by sharing, and a process has connections enough', () => {
  const share = shareOf(
    settings({
      WELLSPRING_PROCESSES: '64',
      WELLSPRING_BULK_STATUS_POLLS: '3',
      WELLSPRING_CHANGE_READERS: '0',
      WELLSPRING_AUDIT_QUEUE: '200',
    }),
  );
  expect(share).toMatchObject({
    WELLSPRING_DATABASE_CONNECTIONS: 10,
    // 0 would be any number of them.
    WELLSPRING_BULK_STATUS_POLLS: 1,
    WELLSPRING_CHANGE_READERS: 0,
    WELLSPRING_AUDIT_QUEUE: 100,
  });
});

it.each([
  ['one process', {}, 0, { maxRunning: 2 }],
  ['one process, as set', { WELLSPRING_IMPORT_WORKERS: '3' }, 0, { maxRunning: 2, workers: 3 }],
  ['the first of four', { WELLSPRING_PROCESSES: '4' }, 0, { maxRunning: 1, workers: 4 }],
  ['the third of four', { WELLSPRING_PROCESSES: '4' }, 2, { maxRunning: 0, workers: 4 }],
  ['as set', { WELLSPRING_PROCESSES: '4', WELLSPRING_IMPORT_WORKERS: '3' }, 1, { maxRunning: 1, workers: 3 }],
])('jobs: %s', (_, environment, number, share) => {
  expect(jobShare(settings(environment), number)).toEqual(share);
});

it('a quota is kept by all processes together', () => {
  const quota = { name: 'x', actions: [], counts: 'requests', account: 50, dataStore: 2 } as const;
  expect(shareOfQuota(quota, 4)).toEqual({ ...quota, account: 12.5, dataStore: 0.5 });
});
