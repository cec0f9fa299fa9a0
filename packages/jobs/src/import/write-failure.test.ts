import { WellspringError } from '@wellspring/errors';
import { describe, expect, it } from 'vitest';
import { LeaseLost } from '../job-message.js';
import { AlreadyStored } from './range-table.js';
import { UnstorableLines, writeFailure, type WriteFailure } from './write-failure.js';

/** An error as PostgreSQL reports it. */
function sqlError(code: string): Error {
  return Object.assign(new Error('sql'), { code, severity: 'ERROR' });
}

describe('writeFailure', () => {
  it.each<[string, Error, WriteFailure]>([
    ['a database that cannot be reached', new WellspringError('database-unavailable', ''), 'transient'],
    ['a broken connection', Object.assign(new Error(), { code: 'ECONNRESET' }), 'transient'],
    ['a deadlock', sqlError('40P01'), 'transient'],
    ['a shutdown', sqlError('57P01'), 'transient'],
    ['a conflict with other writers', new WellspringError('write-conflict', ''), 'transient'],
    ['a range that is there', new AlreadyStored(), 'stored'],
    ['a value no column takes', sqlError('22021'), 'data'],
    ['an index row that is too large', sqlError('54000'), 'data'],
    ['rows that cannot be made', new UnstorableLines(), 'data'],
    ['such an error inside another', new Error('outer', { cause: sqlError('22P02') }), 'data'],
    ['a job of another node', new LeaseLost(), 'lease-lost'],
    ['a table that is gone', sqlError('42P01'), 'other'],
    ['a full disk', sqlError('53100'), 'other'],
    ['anything else', new Error('?'), 'other'],
  ])('%s', (_what, error, expected) => {
    expect(writeFailure(error)).toBe(expected);
  });
});
