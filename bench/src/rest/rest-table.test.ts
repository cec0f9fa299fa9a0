import { expect, it } from 'vitest';
import { restTable } from './rest-table.js';

const load = {
  requests: 1_000,
  p50: 4,
  p99: 20,
  perSecond: 900,
  resourcesPerSecond: 900,
  seconds: 1,
  resources: 900,
  hits: Number.NaN,
  created: 0,
  deleted: 0,
  refused: 0,
  errors: 10,
  firstError: 'status 500',
  generatorMicroseconds: 50,
};

it('tells what was missed, what failed and what there is not, and nothing else', () => {
  const lines = restTable([
    {
      name: 'slow',
      clients: 32,
      target: { perSecond: 1_200, p99: 15 },
      available: true,
      load,
      used: undefined,
      warmUp: { requests: 1_000, created: 0, deleted: 0 },
    },
    {
      name: 'fast',
      clients: 32,
      target: { perSecond: 900, p99: 20, resourcesPerSecond: 900 },
      available: true,
      load: { ...load, errors: 0, firstError: undefined as never },
      used: { server: 0.3, database: 0.2, peakMemory: 0, memoryBefore: 0, disk: 0, log: 0 },
      warmUp: { requests: 1_000, created: 0, deleted: 0 },
    },
    { name: 'none', clients: 4, target: {}, available: false, reason: 'not yet' },
  ]).split('\n');
  expect(lines[1]).toMatch(/^slow .* 0\.50 % +- +- +50$/);
  expect(lines[2]).toMatch(/^fast .* 0\.00 % +300 +200 +50$/);
  expect(lines[3]).toMatch(/^none +not available: not yet$/);
  expect(lines.slice(4)).toEqual([
    '! slow: 900 requests/s, target 1200',
    '! slow: p99 20.00 ms, target 15',
    '! slow: 10 errors, the first: status 500',
  ]);
});
