import type { ErrorDefinition } from '../definition.js';

/** Errors of a data store: its versions and its search. */
export const storeErrors = {
  'invalid-cursor': {
    status: 400,
    issue: 'value',
    exception: 'ValidationException',
    meaning: 'The page link is not one that this server made for this very search.',
  },
  'changes-unsettled': {
    status: 503,
    issue: 'transient',
    exception: 'InternalServerException',
    meaning:
      'Writes that began before are still being committed, so that the feed of changes has no place to begin at yet; the request can be repeated.',
  },
  'too-costly': {
    status: 400,
    issue: 'too-costly',
    exception: 'ValidationException',
    meaning: 'The search took longer than it may; a narrower one will not.',
  },
  'search-not-supported': {
    status: 400,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'The search asks for something that the index of the data store cannot answer.',
  },
  'not-distributed': {
    status: 501,
    issue: 'not-supported',
    exception: 'ValidationException',
    meaning: 'A data store that is distributed with Citus does not do this yet.',
  },
  'write-conflict': {
    status: 409,
    issue: 'conflict',
    exception: 'ConflictException',
    meaning: 'Others wrote the same resource at the same time, again and again; the request can be repeated.',
  },
} as const satisfies Record<string, ErrorDefinition>;
