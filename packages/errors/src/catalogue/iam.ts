import type { ErrorDefinition } from '../definition.js';

/** Errors of users, groups, roles, policies and access keys; `exception` is IAM's error code (https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html). */
export const iamErrors = {
  'iam-no-such-entity': {
    status: 404,
    issue: 'not-found',
    exception: 'NoSuchEntity',
    meaning: 'There is no user, group, role, policy, version or access key of this name or id.',
  },
  'iam-entity-already-exists': {
    status: 409,
    issue: 'duplicate',
    exception: 'EntityAlreadyExists',
    meaning: 'The name is taken; names are compared without regard to case.',
  },
  'iam-limit-exceeded': {
    status: 409,
    issue: 'business-rule',
    exception: 'LimitExceeded',
    meaning: 'There would be more of something, or a longer policy, than IAM allows.',
  },
  'iam-delete-conflict': {
    status: 409,
    issue: 'conflict',
    exception: 'DeleteConflict',
    meaning: 'What is to be deleted still has keys, policies, members, versions, or is in use.',
  },
  'iam-malformed-policy-document': {
    status: 400,
    issue: 'structure',
    exception: 'MalformedPolicyDocument',
    meaning: 'The policy is not one of the policy language, or not of the kind that is needed here.',
  },
  'iam-validation-error': {
    status: 400,
    issue: 'value',
    exception: 'ValidationError',
    meaning: 'A parameter of the request is missing or breaks a constraint; the message names it.',
  },
  'iam-invalid-input': {
    status: 400,
    issue: 'value',
    exception: 'InvalidInput',
    meaning: 'The parameters are each well-formed, and cannot be so together.',
  },
  'iam-invalid-action': {
    status: 400,
    issue: 'not-supported',
    exception: 'InvalidAction',
    meaning: 'The service has no such action in this version, or this server does not have it.',
  },
  'iam-missing-action': {
    status: 400,
    issue: 'required',
    exception: 'MissingAction',
    meaning: 'The request is no form that names an Action.',
  },
  'iam-malformed-query': {
    status: 400,
    issue: 'structure',
    exception: 'MalformedQueryString',
    meaning:
      'The form of the request cannot be read: a name is there twice, or is not encoded as it must be.',
  },
  'packed-policy-too-large': {
    status: 400,
    issue: 'too-long',
    exception: 'PackedPolicyTooLarge',
    meaning: 'The policies and tags of a session are more than its token can hold.',
  },
  'iam-policy-unreadable': {
    status: 500,
    issue: 'exception',
    exception: 'ServiceFailure',
    meaning: 'A stored policy or secret cannot be read, so nothing is allowed to those who have it.',
  },
} as const satisfies Record<string, ErrorDefinition>;
