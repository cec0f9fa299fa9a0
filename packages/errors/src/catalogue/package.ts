import type { ErrorDefinition } from '../definition.js';

/** Errors of packages: implementation guides that are added to a data store. */
export const packageErrors = {
  'malformed-package': {
    status: 400,
    issue: 'structure',
    exception: 'ValidationException',
    meaning: 'The body is not a FHIR package (.tgz); the message names the file in it that is wrong.',
  },
  'package-too-large': {
    status: 413,
    issue: 'too-long',
    exception: 'ValidationException',
    meaning: 'The package, or a file in it, is larger than the settings allow, or there are too many files.',
  },
  'package-not-supported': {
    status: 422,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'The package is for another version of FHIR than R4.',
  },
  'package-conflict': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'Another package of the same name and version, with other content, is in the data store.',
  },
  'package-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'The data store has no package of this name and version.',
  },
  'too-many-packages-at-once': {
    status: 429,
    issue: 'throttled',
    exception: 'ThrottlingException',
    meaning: 'Other packages are being added at this moment; the request can be repeated.',
  },
} as const satisfies Record<string, ErrorDefinition>;
