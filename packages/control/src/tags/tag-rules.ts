import { WellspringError } from '@wellspring/errors';
import type { Tag } from '../generated/shapes.js';

/** Tags a data store can have, as the model bounds the list of them. */
export const MOST_TAGS = 200;

/**
 * Keys are unique in a request, and those that begin with `aws:` belong to AWS.
 *
 * @throws WellspringError `invalid-parameter`
 */
export function checkTags(tags: readonly Tag[]): void {
  const keys = new Set<string>();
  for (const [index, { Key }] of tags.entries()) {
    checkTagKey(Key, `tags.${index + 1}.member.key`);
    if (keys.has(Key))
      throw new WellspringError(
        'invalid-parameter',
        `Value '${Key}' at 'tags.${index + 1}.member.key' is there twice: tag keys must be unique`,
      );
    keys.add(Key);
  }
}

/** @throws WellspringError `invalid-parameter` for a key that begins with `aws:` */
export function checkTagKey(key: string, path: string): void {
  if (/^aws:/i.test(key))
    throw new WellspringError(
      'invalid-parameter',
      `Value '${key}' at '${path}' cannot be used: tag keys that begin with aws: are reserved`,
    );
}
