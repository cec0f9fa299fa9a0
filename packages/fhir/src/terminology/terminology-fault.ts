import type { Issue } from '../issue.js';

/** Why a set of codes cannot be worked out, in words that go on from its parameter's name. */
export interface TerminologyFault {
  readonly code: Extract<Issue['code'], 'not-found' | 'not-supported' | 'too-costly' | 'invalid'>;
  readonly fault: string;
}

/** A result, or why there is none. */
export type OrTerminologyFault<T> = T | TerminologyFault;

/** Whether there is no result. */
export function isTerminologyFault(outcome: object): outcome is TerminologyFault {
  return 'fault' in outcome;
}
