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
  'too-many-waiting': {
    status: 429,
    issue: 'throttled',
    exception: 'ThrottlingException',
    meaning: 'As many requests wait for changes as the setting allows; ask again later, or without waiting.',
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
  'profile-not-met': {
    status: 422,
    issue: 'business-rule',
    exception: 'ValidationException',
    meaning: 'The resource breaks a rule of a profile that it has to meet; the issues name it.',
  },
  'invalid-search': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'A parameter of the search cannot be read or is not supported; the issues name it.',
  },
  'invalid-operation-parameter': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'A parameter of an operation is missing, unknown or cannot be read; the issues name it.',
  },
  'document-incomplete': {
    status: 422,
    issue: 'not-found',
    exception: 'ValidationException',
    meaning: 'A Composition refers to resources that are not in the data store; the issues name them.',
  },
  'version-conflict': {
    status: 412,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'The current version is not the one that If-Match names.',
  },
  'resource-exists': {
    status: 412,
    issue: 'duplicate',
    exception: 'ConflictException',
    meaning: 'The resource is there already, and If-None-Match: * wants it not to be.',
  },
  'multiple-matches': {
    status: 412,
    issue: 'multiple-matches',
    exception: 'ConflictException',
    meaning: 'The condition of a conditional interaction or reference is met by several resources.',
  },
  'conditional-id-conflict': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning:
      'The resource that a conditional interaction names by its id is not the one that meets the condition.',
  },
  'invalid-condition': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning:
      'A conditional interaction has no condition, or one that says more than which resource is meant.',
  },
  'repeated-request': {
    status: 409,
    issue: 'duplicate',
    exception: 'ConflictException',
    meaning:
      'A resource was created under this idempotency key before; the answer holds it while it is there.',
  },
  'invalid-bundle': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'The Bundle, or one of its entries, is not one that can be carried out; the issue names it.',
  },
  'bundle-too-large': {
    status: 422,
    issue: 'too-costly',
    exception: 'ValidationException',
    meaning: 'The Bundle has more entries than the setting for its type allows.',
  },
  'duplicate-target': {
    status: 400,
    issue: 'duplicate',
    exception: 'ValidationException',
    meaning: 'Two entries of a transaction write the same resource.',
  },
  'unresolved-reference': {
    status: 400,
    issue: 'not-found',
    exception: 'ValidationException',
    meaning: 'A conditional reference of a transaction leads to no resource, or in a circle.',
  },
  'transaction-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'There is no asynchronous transaction with this id, or its answer is not kept any more.',
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
  'quality-report-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'No report on data quality has been made of the data store, or of the import, yet.',
  },
} as const satisfies Record<string, ErrorDefinition>;
