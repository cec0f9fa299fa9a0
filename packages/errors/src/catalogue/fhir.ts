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
  'malformed-address': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'The path or the query holds a broken percent-encoding, or the query has too many parameters.',
  },
  'malformed-header': {
    status: 400,
    issue: 'value',
    exception: 'ValidationException',
    meaning: 'A header has a value that cannot be read; the message names it.',
  },
  'unknown-resource-type': {
    status: 404,
    issue: 'not-supported',
    exception: 'ResourceNotFoundException',
    meaning: 'The path names no resource type that is stored here.',
  },
  'no-such-interaction': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'The path is none of the FHIR REST API.',
  },
  'interaction-not-supported': {
    status: 501,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'FHIR knows this interaction, and this server does not have it yet.',
  },
  'method-not-allowed': {
    status: 405,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'The path is right, but not for this HTTP method; the Allow header names those it takes.',
  },
  'unsupported-media-type': {
    status: 415,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'The Content-Type is not FHIR JSON in UTF-8 (or, for _search, a form).',
  },
  'not-acceptable': {
    status: 406,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'Accept or _format excludes JSON, the only format there is here.',
  },
  'resource-type-mismatch': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'The resource in the body is of another type than the URL says.',
  },
  'resource-id-mismatch': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'The resource in the body has no id, or another than the URL says.',
  },
  'invalid-resource': {
    status: 400,
    issue: 'structure',
    exception: 'ValidationException',
    meaning: 'The resource breaks the rules of FHIR R4; the issues name its elements.',
  },
  'invalid-search': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'A parameter of the search cannot be read or is not supported; the issues name it.',
  },
  'version-conflict': {
    status: 412,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'The current version is not the one that If-Match names.',
  },
  'current-version': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'The current version of a resource cannot be erased alone.',
  },
  'invalid-resource-id': {
    status: 400,
    issue: 'value',
    exception: 'ValidationException',
    meaning: 'The id in the address is not 1 to 64 letters, digits, hyphens and dots.',
  },
} as const satisfies Record<string, ErrorDefinition>;
