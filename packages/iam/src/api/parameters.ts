import { boolean, integer, list, required, structure, text } from '../query-protocol/parameter.js';

/**
 * The kinds of parameters that IAM's actions have, with the bounds of its service model
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html).
 */

const names = '[\\w+=,.@-]+';
export const newUserName = text({ min: 1, max: 64, pattern: names });
export const userName = text({ min: 1, max: 128, pattern: names });
export const groupName = text({ min: 1, max: 128, pattern: names });
export const roleName = text({ min: 1, max: 64, pattern: names });
export const policyName = text({ min: 1, max: 128, pattern: names });

export const path = text({ min: 1, max: 512, pattern: '(/)|(/[\\u0021-\\u007E]+/)' });
export const pathPrefix = text({ min: 1, max: 512, pattern: '/[\\u0021-\\u007F]*' });
export const policyPath = text({ min: 1, max: 512, pattern: '((/[A-Za-z0-9\\.,\\+@=_\\-]+)*)/' });
export const arn = text({ min: 20, max: 2048 });
export const accessKeyId = text({ min: 16, max: 128, pattern: '[\\w]+' });
export const versionId = text({ max: 32, pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9\\-]*)?' });
export const policyDocument = text({
  min: 1,
  max: 131_072,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
});
export const roleDescription = text({
  max: 1000,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
});
export const policyDescription = text({ max: 1000 });
export const maxSessionDuration = integer({ min: 3600, max: 43_200 });

const tagKey = text({ min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]+' });
const tagValue = text({ max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]*' });
export const tags = list(structure({ Key: required(tagKey), Value: required(tagValue) }), { max: 50 });
export const tagKeys = list(required(tagKey), { max: 50 });

/** What every list takes. */
export const paging = {
  Marker: text({ min: 1, max: 2048, pattern: '[\\u0020-\\u00FF]+' }),
  MaxItems: integer({ min: 1, max: 1000 }),
};
export { boolean };
