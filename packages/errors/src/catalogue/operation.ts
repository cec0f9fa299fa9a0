import type { ErrorDefinition } from '../definition.js';

/** Errors of starting and running the program. */
export const operationErrors = {
  'invalid-setting': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'An environment variable has a value that the program does not take, or is not known.',
  },
  'cannot-listen': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The address and port cannot be listened on: in use by another program, or not allowed.',
  },
  'process-failed': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'One of the processes that were to serve together ended before it served, or took too long.',
  },
  'plain-http-exposed': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning:
      'The server was to speak plain HTTP beyond this machine, and no proxy was said to stand in front.',
  },
  'certificate-unusable': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The TLS certificate or its key cannot be read, or they do not belong together.',
  },
  'data-folder-in-use': {
    status: 503,
    issue: 'conflict',
    exception: 'InternalServerException',
    meaning: 'Another process works on the data folder.',
  },
  'data-folder-unusable': {
    status: 503,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The data folder cannot be used: its rights, its owner, or the version that wrote it.',
  },
  'embedded-database-failed': {
    status: 503,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The embedded PostgreSQL cannot be started.',
  },
  'database-too-old': {
    status: 503,
    issue: 'not-supported',
    exception: 'InternalServerException',
    meaning: 'The PostgreSQL behind DATABASE_URL is older than version 14.',
  },
  'database-newer-than-program': {
    status: 503,
    issue: 'not-supported',
    exception: 'InternalServerException',
    meaning: 'A newer version of the program has migrated the database.',
  },
  'citus-unavailable': {
    status: 503,
    issue: 'not-supported',
    exception: 'InternalServerException',
    meaning:
      'WELLSPRING_CITUS is true, and the database behind DATABASE_URL has no Citus that the program works with.',
  },
  'distribution-mismatch': {
    status: 503,
    issue: 'not-supported',
    exception: 'InternalServerException',
    meaning:
      'A data store is distributed with Citus and WELLSPRING_CITUS is false, or it has resources in plain tables and WELLSPRING_CITUS is true.',
  },
  'migration-failed': {
    status: 503,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'A migration of the database failed and was rolled back.',
  },
  'no-node-slot': {
    status: 503,
    issue: 'transient',
    exception: 'InternalServerException',
    meaning: 'All 1024 node numbers of the database are taken.',
  },
} as const satisfies Record<string, ErrorDefinition>;
