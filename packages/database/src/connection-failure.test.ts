import { WellspringError } from '@wellspring/errors';
import { expect, it } from 'vitest';
import { isConnectionFailure, isTransient, sqlState, translateFailure } from './connection-failure.js';

function fromPostgres(code: string): Error {
  return Object.assign(new Error('said by the server'), { code, severity: 'ERROR' });
}

function fromCitus(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, severity: 'ERROR' });
}

function fromSystem(code: string): Error {
  return Object.assign(new Error('said by the system'), { code });
}

it.each<[string, unknown, boolean, boolean]>([
  // what, error, transient, of the connection
  ['refused', fromSystem('ECONNREFUSED'), true, true],
  ['reset', fromSystem('ECONNRESET'), true, true],
  ['no such host', fromSystem('ENOTFOUND'), true, true],
  ['no such file', fromSystem('ENOENT'), false, false],
  ['admin_shutdown', fromPostgres('57P01'), true, true],
  ['cannot_connect_now', fromPostgres('57P03'), true, true],
  ['connection_failure', fromPostgres('08006'), true, true],
  ['too_many_connections', fromPostgres('53300'), true, true],
  [
    'Citus: lost a worker',
    fromCitus('XX000', 'failure on connection marked as essential: w:5432'),
    true,
    true,
  ],
  ['Citus: lost it in a COPY', fromCitus('58030', 'failed to complete COPY on w:5432'), true, true],
  ['Citus: a deadlock in a COPY', fromCitus('XX000', 'deadlock detected'), true, false],
  ['internal_error', fromPostgres('XX000'), false, false],
  ['serialization_failure', fromPostgres('40001'), true, false],
  ['deadlock_detected', fromPostgres('40P01'), true, false],
  ['query_canceled', fromPostgres('57014'), false, false],
  ['unique_violation', fromPostgres('23505'), false, false],
  ['invalid_password', fromPostgres('28P01'), false, false],
  ['driver: terminated', new Error('Connection terminated unexpectedly'), true, true],
  ['driver: pool is full', new Error('timeout exceeded when trying to connect'), true, true],
  ['another error', new Error('no'), false, false],
  ['no error at all', 'ECONNREFUSED', false, false],
  ['translated', new WellspringError('database-unavailable', 'away'), true, false],
  ['another of ours, for a while', new WellspringError('overloaded', 'busy'), true, false],
  ['another of ours', new WellspringError('internal-error', 'no'), false, false],
])('%s', (_name, error, transient, connection) => {
  expect(isTransient(error)).toBe(transient);
  expect(isConnectionFailure(error)).toBe(connection);
});

it.each([
  ['cannot be reached', fromSystem('ECONNREFUSED')],
  ['is full', fromPostgres('53100')],
])('says that the database %s', (what, error) => {
  const translated = translateFailure(error, 'db:5432/data');
  expect(translated).toMatchObject({ code: 'database-unavailable', cause: error });
  expect(String(translated)).toContain(what);
});

it('tells a full pool from a server that is away', () => {
  const error = new Error('timeout exceeded when trying to connect');
  expect(translateFailure(error, 'db')).toMatchObject({ code: 'overloaded', cause: error });
});

it('leaves other errors as they are', () => {
  const error = fromPostgres('23505');
  expect(translateFailure(error, 'db')).toBe(error);
});

it('knows a SQLSTATE from a code of the system', () => {
  expect(sqlState(fromPostgres('23505'))).toBe('23505');
  // Five capital letters, too.
  expect(sqlState(fromSystem('EPIPE'))).toBeUndefined();
});

it('knows what a COPY of Citus violated, of which it is told the message alone', () => {
  const message = 'duplicate key value violates unique constraint "identity_pkey_102063"';
  expect(sqlState(fromCitus('XX000', message))).toBe('23505');
  expect(sqlState(fromCitus('XX000', 'cache lookup failed'))).toBe('XX000');
  // What has a state of its own keeps it, whatever it says.
  expect(sqlState(fromCitus('58P01', 'failed to complete COPY on w:5432'))).toBe('58P01');
});
