import { passRoleQuestion, type AccessQuestion, type Caller } from '@wellspring/access';
import type { OperationName } from '../generated/shapes.js';
import type { ResourceTags } from '../tags/resource-tags.js';
import type { OperationSubject } from './operation-subject.js';

/**
 * Asks for all that an operation needs: its own action, with the tags of what it is about and those of the request;
 * and `iam:PassRole` where it hands a role to a job. Before anything is looked up: who may not, learns nothing.
 *
 * @throws WellspringError `access-denied`
 */
export async function authorizeOperation(
  { authorize }: Pick<Caller, 'authorize'>,
  operation: OperationName,
  subject: OperationSubject,
  resourceTags: ResourceTags,
): Promise<void> {
  const { arn, dataStoreId, roleArn } = subject;
  const ofResource = dataStoreId === undefined ? {} : await resourceTags.conditionKeys(dataStoreId);
  await authorize({
    action: `healthlake:${operation}`,
    resource: arn,
    context: { ...ofResource, ...requestKeys(subject) },
  });
  if (roleArn !== undefined) await authorize(passRoleQuestion(roleArn, arn));
}

/** `aws:RequestTag/{key}` and `aws:TagKeys`: absent where a request brings no tags. */
function requestKeys({ tags = [], tagKeys }: OperationSubject): NonNullable<AccessQuestion['context']> {
  const keys = tagKeys ?? tags.map(({ Key }) => Key);
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    ...(keys.length > 0 && { 'aws:TagKeys': keys }),
  };
}
