import type { ErrorDefinition } from '../definition.js';

/** Errors that any surface can meet. */
export const generalErrors = {
  'body-too-large': {
    status: 413,
    issue: 'too-long',
    exception: 'ValidationException',
    meaning: 'The request body is larger than the limit that is set for this kind of request.',
  },
  'malformed-encoding': {
    status: 400,
    issue: 'structure',
    exception: 'ValidationException',
    meaning: 'The body cannot be decoded as Content-Encoding says.',
  },
  'request-aborted': {
    status: 400,
    issue: 'incomplete',
    exception: 'ValidationException',
    meaning: 'The client closed the connection before its request was whole.',
  },
  'internal-error': {
    status: 500,
    issue: 'exception',
    exception: 'InternalServerException',
    meaning: 'The server failed; the log holds the cause under the request id.',
  },
  'database-unavailable': {
    status: 503,
    issue: 'transient',
    exception: 'InternalServerException',
    meaning: 'The database cannot be reached at the moment; the request can be repeated.',
  },
  overloaded: {
    status: 503,
    issue: 'transient',
    exception: 'ThrottlingException',
    meaning:
      'More came than the server can take at the moment; the request can be repeated after the time that Retry-After says.',
  },
  'no-such-path': {
    status: 404,
    issue: 'not-found',
    exception: 'ValidationException',
    meaning: 'Nothing answers at this path.',
  },
  'object-store-off': {
    status: 501,
    issue: 'not-supported',
    exception: 'NotImplemented',
    meaning: 'The embedded object store is off, since the settings name an external S3.',
  },
} as const satisfies Record<string, ErrorDefinition>;
