import type { ErrorDefinition } from '../definition.js';

/** Errors of patches. */
export const patchErrors = {
  'malformed-patch': {
    status: 400,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'The body is no JSON Patch or FHIRPath Patch; the message says what is wrong and where.',
  },
  'patch-test-failed': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'A `test` of the JSON Patch does not hold for the resource; nothing was changed.',
  },
  'patch-version-conflict': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'The current version is not the one that If-Match of a patch names; nothing was changed.',
  },
  'patch-not-applicable': {
    status: 422,
    issue: 'processing',
    exception: 'ValidationException',
    meaning: 'The patch names what the resource or its type does not have; nothing was changed.',
  },
  'patch-invalid-result': {
    status: 422,
    issue: 'invalid',
    exception: 'ValidationException',
    meaning: 'After the patch the resource would break the rules of FHIR R4; nothing was changed.',
  },
  'patch-changes-identity': {
    status: 422,
    issue: 'business-rule',
    exception: 'ValidationException',
    meaning: 'The patch would change the type or the id of the resource; nothing was changed.',
  },
  'patch-too-costly': {
    status: 422,
    issue: 'too-costly',
    exception: 'ValidationException',
    meaning: 'The patch copies, compares or moves more than one patch may; nothing was changed.',
  },
} as const satisfies Record<string, ErrorDefinition>;
