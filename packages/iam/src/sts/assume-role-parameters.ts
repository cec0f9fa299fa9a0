import { WellspringError } from '@wellspring/errors';
import {
  integer,
  list,
  readParameters,
  required,
  structure,
  text,
  type Values,
} from '../query-protocol/parameter.js';
import type { QueryForm } from '../query-protocol/query-form.js';
import { refuseMfa } from './multi-factor.js';

const name = '[\\w+=,.@-]*';
const arn = text({
  min: 20,
  max: 2048,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF]+',
});
const tagKey = required(text({ min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]+' }));
const tagValue = required(text({ max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]*' }));

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const parameters = {
  RoleArn: required(arn),
  RoleSessionName: required(text({ min: 2, max: 64, pattern: name })),
  DurationSeconds: integer({ min: 900, max: 43_200 }),
  ExternalId: text({ min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' }),
  Policy: text({ min: 1, max: 2048, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' }),
  PolicyArns: list(structure({ arn: required(arn) }), { max: 10 }),
  Tags: list(structure({ Key: tagKey, Value: tagValue }), { max: 50 }),
  TransitiveTagKeys: list(tagKey, { max: 50 }),
  SourceIdentity: text({ min: 2, max: 64, pattern: name }),
  SerialNumber: text({ min: 9, max: 256 }),
  TokenCode: text({ min: 6, max: 6 }),
};

/** What is asked for, each part of it well-formed, and consistent. */
export type AssumeRoleParameters = Omit<Values<typeof parameters>, 'Tags' | 'PolicyArns'> & {
  readonly tags: Readonly<Record<string, string>>;
  readonly policyArns: readonly string[];
};

/** @throws WellspringError `iam-validation-error`; `access-denied` where an MFA code is sent */
export function readAssumeRole(form: QueryForm): AssumeRoleParameters {
  const { Tags = [], PolicyArns = [], ...asked } = readParameters(form, parameters);
  refuseMfa(asked);
  if ([...form.keys()].some((key) => key.startsWith('ProvidedContexts.')))
    throw invalid('ProvidedContexts is not supported');
  if (/^aws:/i.test(asked.SourceIdentity ?? '')) throw invalid('SourceIdentity cannot begin with aws:');
  const tags = sessionTags(Tags);
  for (const key of asked.TransitiveTagKeys ?? [])
    if (!Object.hasOwn(tags, key))
      throw invalid('The specified transitive tag keys must be session tags too.');
  return { ...asked, tags, policyArns: PolicyArns.map((each) => each.arn) };
}

function sessionTags(
  given: readonly { readonly Key: string; readonly Value: string }[],
): Readonly<Record<string, string>> {
  const keys = new Set<string>();
  for (const { Key: key } of given) {
    if (/^aws:/i.test(key)) throw invalid('Tag keys that begin with aws: are reserved');
    if (keys.has(key.toLowerCase()))
      throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    keys.add(key.toLowerCase());
  }
  return Object.fromEntries(given.map(({ Key, Value }) => [Key, Value]));
}

export function invalid(message: string): WellspringError {
  return new WellspringError('iam-validation-error', message);
}
