import type { AccessQuestion } from '../caller.js';

/** The service that import and export jobs act as a role for. */
export const healthLakeService = 'healthlake.amazonaws.com';

/**
 * Whether a caller may hand a role to a job: `iam:PassRole` on the role, for HealthLake.
 *
 * @param about the ARN of the data store that the job is of
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function passRoleQuestion(roleArn: string, about: string): AccessQuestion {
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    context: { 'iam:PassedToService': healthLakeService, 'iam:AssociatedResourceArn': about },
  };
}
