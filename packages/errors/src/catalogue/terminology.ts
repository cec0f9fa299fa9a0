import type { ErrorDefinition } from '../definition.js';

/** Errors of terminology: questions that cannot be answered, and loads of code systems. */
export const terminologyErrors = {
  'terminology-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning:
      'The value set, code system, concept map or code that was asked for is neither in the data store nor in the specification.',
  },
  'terminology-unanswerable': {
    status: 422,
    issue: 'processing',
    exception: 'ValidationException',
    meaning:
      'The question needs a code system that is not here, a filter that is not supported, or too many codes; the issue says which.',
  },
  'invalid-release-file': {
    status: 422,
    issue: 'structure',
    exception: 'ValidationException',
    meaning:
      'What was to be loaded is not a code system in the format of its publisher; the message names the file and the line.',
  },
  'load-under-way': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'Another code system is being loaded into the data store; one at a time can be.',
  },
} as const satisfies Record<string, ErrorDefinition>;
