import type { ErrorCode } from '@wellspring/errors';

/** Why a request was not let in: an expected outcome, worded by the front in the caller's protocol. */
export interface AuthenticationFailure {
  readonly code: ErrorCode;
  /** AWS's own wording where it has one; holds no secret and no signature. */
  readonly message: string;
}

export function failure(code: ErrorCode, message: string): AuthenticationFailure {
  return { code, message };
}

export function isFailure(outcome: object): outcome is AuthenticationFailure {
  return 'code' in outcome && 'message' in outcome;
}
