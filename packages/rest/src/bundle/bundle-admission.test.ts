import { expect, test } from 'vitest';
import { createBundleAdmission } from './bundle-admission.js';

const never = new AbortController().signal;
const isIn = async (entering: Promise<unknown>) => {
  let entered = false;
  void entering.then(
    () => (entered = true),
    () => undefined,
  );
  await new Promise(setImmediate);
  return entered;
};

test('four at a time, in the order they came', async () => {
  const admission = createBundleAdmission(100);
  const leave = await Promise.all([1, 2, 3, 4].map(() => admission.enter(1, never)));
  const fifth = admission.enter(1, never);
  const sixth = admission.enter(1, never);
  expect(await isIn(fifth)).toBe(false);
  leave[2]!();
  // Leaving twice is leaving once.
  leave[2]!();
  expect(await isIn(fifth)).toBe(true);
  expect(await isIn(sixth)).toBe(false);
});

test('no more bytes than there is room for, but one in any case', async () => {
  const admission = createBundleAdmission(100);
  const leave = await admission.enter(500, never);
  const small = admission.enter(60, never);
  const other = admission.enter(60, never);
  expect(await isIn(small)).toBe(false);
  leave();
  expect(await isIn(small)).toBe(true);
  expect(await isIn(other)).toBe(false);
  (await small)();
  expect(await isIn(other)).toBe(true);
});

test('who goes away, or waits too long, is not waited for', async () => {
  const admission = createBundleAdmission(100, 30);
  const leave = await admission.enter(100, never);
  const leaving = new AbortController();
  const gone = admission.enter(1, leaving.signal);
  leaving.abort();
  await expect(gone).rejects.toMatchObject({ code: 'request-aborted' });
  await expect(admission.enter(1, never)).rejects.toMatchObject({ code: 'rate-exceeded' });
  leave();
  expect(await isIn(admission.enter(100, never))).toBe(true);
});
