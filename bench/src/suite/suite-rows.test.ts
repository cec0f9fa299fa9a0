import { expect, it } from 'vitest';
import { madeUpRow } from '../testing/made-up-run.js';
import { rowOrRefusal } from './suite-rows.js';

it('has no figures of what a server does not do at all, and all of what it fails at now and then', () => {
  const firstError = 'PUT Patient/1: status 405, not 200';
  const never = madeUpRow({ name: 'update', attempts: 70, errors: 70, firstError });
  expect(rowOrRefusal(never)).toEqual({
    name: 'update',
    missing: 'none of 70 requests was done: PUT Patient/1: status 405, not 200',
  });
  const mostly = madeUpRow({ name: 'update', attempts: 70, errors: 69, firstError });
  expect(rowOrRefusal(mostly)).toBe(mostly);
  const missing = { name: 'delete', missing: 'there was nothing left to send' };
  expect(rowOrRefusal(missing)).toBe(missing);
});
