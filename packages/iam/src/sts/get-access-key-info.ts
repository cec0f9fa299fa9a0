import { WellspringError } from '@wellspring/errors';
import { readParameters, required, text } from '../query-protocol/parameter.js';
import type { StsOperation } from './sts-call.js';

const parameters = { AccessKeyId: required(text({ min: 16, max: 128, pattern: '[\\w]*' })) };

/**
 * The account of a lasting access key. Of temporary ones nothing is kept, so they are not known
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html).
 */
export const getAccessKeyInfo: StsOperation = async ({ form, caller, options }) => {
  const { AccessKeyId: id } = readParameters(form, parameters);
  caller.record.requestParameters = { accessKeyId: id };
  await caller.authorize({ action: 'sts:GetAccessKeyInfo', resource: '*' });
  const isKnown = id === options.rootKeyId || (await options.directory.accessKey(id)) !== undefined;
  if (!isKnown)
    throw new WellspringError('iam-validation-error', `The access key ID ${id} is not one of this account.`);
  return { Account: options.accountId };
};
