import type { ErrorDefinition } from '../definition.js';

/** Errors of FHIR Bulk Data: kick-off requests, and the jobs they start. */
export const bulkDataErrors = {
  'invalid-bulk-request': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning:
      'The request for a bulk export or import cannot be read or honoured; the issues name its parameters.',
  },
  'polled-too-often': {
    status: 429,
    issue: 'throttled',
    exception: 'ThrottlingException',
    meaning: 'The status of the job was asked for too often; ask again after the time that Retry-After says.',
  },
  'bulk-files-gone': {
    status: 410,
    issue: 'deleted',
    exception: 'ResourceNotFoundException',
    meaning: 'The files of the job were kept for the time that is set, and have been removed.',
  },
  'bulk-job-failed': {
    status: 500,
    issue: 'processing',
    exception: 'InternalServerException',
    meaning: 'The export or import could not go on; the message says why.',
  },
} as const satisfies Record<string, ErrorDefinition>;
