import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createImportPace } from './import-pace.js';

const never = new AbortController().signal;

async function hasBegun(beginning: Promise<unknown>): Promise<boolean> {
  return Promise.race([beginning.then(() => true), sleep(60).then(() => false)]);
}

it('lets any number of batches go while nobody is served', async () => {
  const pace = createImportPace({ isBusy: () => false, share: 10 });
  expect(await hasBegun(Promise.all([1, 2, 3].map(() => pace.begin(never))))).toBe(true);
});

it('works on one at a time while clients are served, and rests after it', async () => {
  let clock = 0;
  const pace = createImportPace({ isBusy: () => true, share: 20, now: () => clock });
  const done = await pace.begin(never);
  const second = pace.begin(never);
  expect(await hasBegun(second)).toBe(false);
  clock = 100;
  done();
  done();
  // 100 ms of work are a fifth of 500 ms.
  clock = 499;
  expect(await hasBegun(second)).toBe(false);
  clock = 500;
  expect(await hasBegun(second)).toBe(true);
});

it('goes on at once when nobody is served any more', async () => {
  let busy = true;
  const pace = createImportPace({ isBusy: () => busy, share: 1 });
  await pace.begin(never);
  const second = pace.begin(never);
  expect(await hasBegun(second)).toBe(false);
  busy = false;
  expect(await hasBegun(second)).toBe(true);
});

it('does not look at clients where it has the whole share', async () => {
  const pace = createImportPace({ isBusy: () => true, share: 100 });
  expect(await hasBegun(Promise.all([1, 2, 3].map(() => pace.begin(never))))).toBe(true);
});

it('ends with the import', async () => {
  const pace = createImportPace({ isBusy: () => true, share: 50 });
  const done = await pace.begin(never);
  const stopping = new AbortController();
  const waiting = pace.begin(stopping.signal);
  stopping.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  done();
  expect(await hasBegun(pace.begin(never))).toBe(true);
});
