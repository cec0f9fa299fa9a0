import { expect, it } from 'vitest';
import type { RestFigures } from './load-figures.js';
import { measuredClass } from './measured-class.js';
import type { Load } from './rest-orders.js';
import type { RestProcess } from './rest-process.js';

it('tells what the warm-up did, also where it left nothing to be measured', async () => {
  const figures = { created: 0, errors: 0 } as RestFigures;
  const loads = [
    { ...figures, requests: 7, deleted: 7 },
    { ...figures, requests: 0, deleted: 0 },
  ];
  const orders: Load[] = [];
  const load = (order: Load): Promise<RestFigures> => {
    orders.push(order);
    return Promise.resolve(loads.shift()!);
  };
  const generator = { load } as Partial<RestProcess> as RestProcess;
  const deletes = { name: 'delete', clients: 3, requests: [{ method: 'DELETE' as const }], target: {} };
  const parts = { warmUp: { seconds: 1 }, measured: { seconds: 3 } };
  expect(await measuredClass(deletes, generator, undefined, parts)).toMatchObject({
    available: false,
    reason: 'there was nothing left to send',
    warmUp: { requests: 7, created: 0, deleted: 7 },
  });
  // So that it leaves as much as it can: one on each connection.
  expect(orders.map(({ most }) => most)).toEqual([3, undefined]);
});
