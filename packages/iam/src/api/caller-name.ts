import { validationError } from './faults.js';
import type { IamCall } from './iam-call.js';

/**
 * The name of the user who calls: for actions that are about the caller where they name nobody.
 *
 * @throws WellspringError `iam-validation-error` where the caller is no user
 */
export function callerName({ caller: { principal } }: IamCall): string {
  if (principal.kind !== 'user')
    throw validationError('Must specify userName when calling with non-User credentials');
  return principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
}
