/**
 * The name of the role that is there from the first start: it trusts `healthlake.amazonaws.com` and may do everything
 * in S3. The command line's imports and exports act as it.
 */
export const dataAccessRoleName = 'WellspringDataAccess';

/** @example dataAccessRoleArn('000000000000') // arn:aws:iam::000000000000:role/WellspringDataAccess */
export function dataAccessRoleArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/${dataAccessRoleName}`;
}
