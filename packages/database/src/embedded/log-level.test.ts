import { expect, it } from 'vitest';
import { logLevel } from './log-level.js';

it.each([
  ['LOG:  database system is ready to accept connections', 'debug'],
  ['ERROR:  canceling statement due to user request', 'debug'],
  ['FATAL:  the database system is starting up', 'debug'],
  ['FATAL:  terminating connection due to administrator command', 'debug'],
  ['FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device', 'warn'],
  ['ERROR:  could not extend file "base/5/16384": No space left on device', 'warn'],
  ['PANIC:  could not fsync file "pg_wal/1": Input/output error', 'warn'],
  ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'warn'],
  ['the embedded PostgreSQL ended unexpectedly; it is started again in 100 ms', 'warn'],
])('%s: %s', (line, level) => {
  expect(logLevel(line)).toBe(level);
});
