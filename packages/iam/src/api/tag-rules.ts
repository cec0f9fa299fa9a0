import type { Tag } from '../tables/entity.js';
import { invalidInput } from './faults.js';
import type { Context } from './iam-call.js';

/** Tags as a request has them. */
export type GivenTags = readonly { readonly Key: string; readonly Value: string }[];

/**
 * Keys are unique without regard to case, and those that begin with `aws:` belong to AWS.
 *
 * @throws WellspringError `iam-invalid-input`
 */
export function checkedTags(given: GivenTags | undefined): readonly Tag[] {
  const tags = (given ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }));
  const keys = new Set<string>();
  for (const { key } of tags) {
    if (/^aws:/i.test(key))
      throw invalidInput(`Tag keys that begin with aws: are reserved; ${key} cannot be set.`);
    if (keys.has(key.toLowerCase()))
      throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    keys.add(key.toLowerCase());
  }
  return tags;
}

/** The condition keys of tags that a request sets. */
export function requestTagContext(tags: readonly Tag[]): Context {
  if (tags.length === 0) return {};
  return {
    'aws:TagKeys': tags.map(({ key }) => key),
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
  };
}

/** The condition keys of tags that a resource has; IAM's own name of them is the older one. */
export function resourceTagContext(tags: readonly Tag[]): Context {
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}
