import type { ErrorDefinition } from '../definition.js';

/** Errors of the FHIR data plane. */
export const fhirErrors = {
  'malformed-json': {
    status: 400,
    issue: 'structure',
    exception: 'ValidationException',
    meaning: 'The body is not one well-formed JSON document.',
  },
  'resource-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'There is no such resource or version in the data store.',
  },
  'resource-deleted': {
    status: 410,
    issue: 'deleted',
    exception: 'ResourceNotFoundException',
    meaning: 'The resource was here and has been deleted.',
  },
} as const satisfies Record<string, ErrorDefinition>;
