import { expect, it } from 'vitest';
import { readSettings } from '../configuration/read-settings.js';
import { createAdmission } from './admission.js';
import { createBusySign } from './busy-sign.js';
import { createLanes } from './lanes.js';

it('goes by the requests of data planes of the last half second, and by those in work', async () => {
  let clock = 0;
  const { signal } = new AbortController();
  const client = { signal: () => signal, cut: () => undefined };
  const admission = createAdmission(createLanes(readSettings({})));
  const isBusy = createBusySign(admission, () => clock);
  const serve = async (kind: 'read' | 'control', count: number) => {
    for (let served = 0; served < count; served += 1) {
      const load = admission.open(kind, client);
      await load.admitted(true);
      load.made({ status: 200, headers: {} });
      load.close();
    }
  };
  expect(isBusy()).toBe(false);
  await serve('read', 2);
  await serve('control', 100);
  clock = 500;
  expect(isBusy()).toBe(false);
  await serve('read', 3);
  clock = 1_000;
  // Six a second.
  expect(isBusy()).toBe(true);
  clock = 1_500;
  expect(isBusy()).toBe(false);
  // A hundred a second, but who knows when.
  await serve('read', 1_000);
  clock = 11_500;
  expect(isBusy()).toBe(false);
  const load = admission.open('search', client);
  await load.admitted(true);
  expect(isBusy()).toBe(true);
});
