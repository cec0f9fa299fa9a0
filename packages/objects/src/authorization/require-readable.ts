import type { Caller } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { EmbeddedObjects } from '../embedded/embedded-objects.js';
import { tagKeys } from './object-tags.js';
import { createS3Access } from './s3-access.js';

/**
 * Asks whether a caller may read an object that something else will read for it: by its own policies, that of the
 * bucket and the tags of the object, where the embedded store has it. Whether it is there is not told.
 *
 * @param embedded undefined where an external S3 is used
 * @throws WellspringError `access-denied`
 * @example
 * await requireReadable(caller, { bucket: 'clinic', key: 'in/a.ndjson' }, embedded);
 */
export async function requireReadable(
  caller: Pick<Caller, 'principal' | 'authorize'>,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  embedded: Pick<EmbeddedObjects, 'objects' | 'policies'> | undefined,
): Promise<void> {
  const access = createS3Access({ caller, policies: embedded?.policies });
  const tagging = embedded && (await taggingOf(embedded, bucket, key));
  await access.authorize({
    action: 's3:GetObject',
    bucket,
    key,
    context: tagKeys('ExistingObjectTag', tagging),
  });
}

async function taggingOf(
  { objects }: Pick<EmbeddedObjects, 'objects'>,
  bucket: string,
  key: string,
): Promise<string | undefined> {
  try {
    return (await objects.find(bucket, key))?.tagging;
  } catch (error) {
    // No such bucket, or no key that any object could have.
    if (error instanceof WellspringError && error.definition.status < 500) return undefined;
    throw error;
  }
}
