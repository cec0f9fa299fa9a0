import type { ErrorDefinition } from '../definition.js';

/** Errors of the administration of the built-in authorization server. What apps and people see is OAuth's own. */
export const authorizationErrors = {
  'authorization-server-off': {
    status: 404,
    issue: 'not-supported',
    exception: 'ResourceNotFoundException',
    meaning: 'The built-in authorization server is off, or does not serve this data store.',
  },
  'authorization-name-taken': {
    status: 409,
    issue: 'duplicate',
    exception: 'ConflictException',
    meaning: 'There is a user or a client of this name already.',
  },
  'authorization-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'There is no user or client of this name.',
  },
} as const satisfies Record<string, ErrorDefinition>;
