import type { ErrorDefinition } from '../definition.js';

/** Errors of access tokens (SMART on FHIR). */
export const smartErrors = {
  'missing-token': {
    status: 401,
    issue: 'login',
    exception: 'UnauthorizedException',
    meaning: 'A request to a data store that takes access tokens came with neither a token nor a signature.',
  },
  'invalid-token': {
    status: 401,
    issue: 'login',
    exception: 'UnauthorizedException',
    meaning:
      'The access token is none of this data store, or no more, or the data store takes no tokens; the WWW-Authenticate header says why.',
  },
  'insufficient-scope': {
    status: 403,
    issue: 'exception',
    exception: 'AccessDeniedException',
    meaning: 'No scope of the access token allows the interaction.',
  },
  'token-check-unavailable': {
    status: 503,
    issue: 'transient',
    exception: 'InternalServerException',
    meaning:
      'Access tokens cannot be checked now: keys, introspection or the token hook do not answer, or are not configured; the log says why.',
  },
} as const satisfies Record<string, ErrorDefinition>;
