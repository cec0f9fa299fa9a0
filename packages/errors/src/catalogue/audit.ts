import type { ErrorDefinition } from '../definition.js';

/** Errors of the audit trail, and of CloudTrail's API over it. */
export const auditErrors = {
  'audit-trail-unavailable': {
    status: 503,
    issue: 'transient',
    exception: 'InternalServerException',
    meaning:
      'The audit trail cannot be written at the moment, and nothing is served unrecorded; the request can be repeated.',
  },
  'invalid-lookup-attributes': {
    status: 400,
    issue: 'value',
    exception: 'InvalidLookupAttributesException',
    meaning: 'LookupEvents takes one attribute, of those that CloudTrail has, and a value for it.',
  },
  'invalid-time-range': {
    status: 400,
    issue: 'value',
    exception: 'InvalidTimeRangeException',
    meaning: 'The start of the time range is after its end, or one of them is no time.',
  },
  'invalid-max-results': {
    status: 400,
    issue: 'value',
    exception: 'InvalidMaxResultsException',
    meaning: 'A page of events has 1 to 50.',
  },
  'invalid-next-token': {
    status: 400,
    issue: 'value',
    exception: 'InvalidNextTokenException',
    meaning: 'The token for the next page was not made here for the same request.',
  },
  'invalid-event-category': {
    status: 400,
    issue: 'value',
    exception: 'InvalidEventCategoryException',
    meaning: 'There are no events of this category.',
  },
  'trail-not-found': {
    status: 400,
    issue: 'not-found',
    exception: 'TrailNotFoundException',
    meaning: 'There is one trail at most, and it is delivered where WELLSPRING_AUDIT_BUCKET is set.',
  },
  'unknown-trail-operation': {
    status: 400,
    issue: 'not-supported',
    exception: 'UnknownOperationException',
    meaning: 'X-Amz-Target names no operation of CloudTrail that this server has.',
  },
} as const satisfies Record<string, ErrorDefinition>;
