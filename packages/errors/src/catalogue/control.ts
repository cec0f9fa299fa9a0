import type { ErrorDefinition } from '../definition.js';

/** Errors of the control plane and its jobs. */
export const controlErrors = {
  'data-store-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'There is no data store with this id.',
  },
  'data-store-not-active': {
    status: 409,
    issue: 'conflict',
    exception: 'ValidationException',
    meaning: 'The data store is not ACTIVE, so it takes no requests.',
  },
  'job-queue-full': {
    status: 429,
    issue: 'throttled',
    exception: 'ThrottlingException',
    meaning: 'As many jobs wait for this data store as the setting allows; one has to finish first.',
  },
  'job-conflict': {
    status: 409,
    issue: 'conflict',
    exception: 'ValidationException',
    meaning:
      'A bulk patch runs alone: it cannot be beside another job of the data store, nor another beside it.',
  },
  'client-token-reused': {
    status: 409,
    issue: 'conflict',
    exception: 'ValidationException',
    meaning: 'This ClientToken came with a different request before.',
  },
  'invalid-s3-uri': {
    status: 400,
    issue: 'value',
    exception: 'ValidationException',
    meaning: 'The S3 address is not of the form s3://bucket/folder/.',
  },
  'invalid-parameter': {
    status: 400,
    issue: 'value',
    exception: 'ValidationException',
    meaning: 'A member of the request breaks a constraint; the message names it.',
  },
  'unreadable-request': {
    status: 400,
    issue: 'structure',
    exception: 'SerializationException',
    meaning: 'The request is not JSON, or a member has the wrong JSON type.',
  },
  'unknown-operation': {
    status: 400,
    issue: 'not-supported',
    exception: 'UnknownOperationException',
    meaning: 'X-Amz-Target names no operation of HealthLake, or the request is not POST /.',
  },
  'operation-not-available': {
    status: 400,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'HealthLake knows this operation or setting, and this server does not have it yet.',
  },
  'operation-not-implemented': {
    status: 500,
    issue: 'not-supported',
    exception: 'NotImplementedOperationException',
    meaning: 'As operation-not-available, for operations whose model has an exception for that.',
  },
  'data-store-conflict': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'The data store is changing state, is deleted or has unfinished jobs, which forbids this.',
  },
  'data-store-quota-exceeded': {
    status: 400,
    issue: 'business-rule',
    exception: 'ValidationException',
    meaning: 'There are as many data stores as the setting allows; one has to be deleted first.',
  },
  'job-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'The data store has no job of this kind with this id.',
  },
  'tagged-resource-not-found': {
    status: 404,
    issue: 'not-found',
    exception: 'ResourceNotFoundException',
    meaning: 'The ARN names no data store of this account and region.',
  },
  'too-many-tags': {
    status: 400,
    issue: 'business-rule',
    exception: 'ValidationException',
    meaning: 'The data store would have more than 200 tags.',
  },
  'rate-exceeded': {
    status: 429,
    issue: 'throttled',
    exception: 'ThrottlingException',
    meaning: 'More requests of this operation came than its rate allows; repeat it a little later.',
  },
} as const satisfies Record<string, ErrorDefinition>;
