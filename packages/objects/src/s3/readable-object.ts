import { WellspringError } from '@wellspring/errors';
import { tagKeys } from '../authorization/object-tags.js';
import type { S3Action } from '../authorization/s3-action.js';
import type { OpenObject } from '../embedded/object-file.js';
import type { S3Call, S3Service } from './s3-call.js';

/** An object that is to be read, in one version or as it is. */
export interface ReadAddress {
  readonly bucket: string;
  readonly key: string;
  /** Where the request names one: `null` is the only one there is. */
  readonly version: string | undefined;
}

/** What reading takes: `s3:GetObject`, and `s3:GetObjectVersion` where a version is named. */
export interface ReadActions {
  readonly plain: S3Action;
  readonly ofVersion: S3Action;
}

export const contentActions: ReadActions = { plain: 's3:GetObject', ofVersion: 's3:GetObjectVersion' };

/** The object of the request, which its caller may read in this way. */
export function openRequested(service: S3Service, call: S3Call, actions: ReadActions): Promise<OpenObject> {
  const { bucket, key } = call;
  return openReadable(service, call, { bucket, key, version: call.query.get('versionId') }, actions);
}

/**
 * Opens an object that the caller may read. It is opened first and asked for then, since the tags that it has may
 * decide; nothing is told of it before. That there is no such object is told to those only who may list the bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 * @throws WellspringError `access-denied`, `no-such-bucket`, `no-such-key`
 */
export async function openReadable(
  { embedded }: S3Service,
  { access }: S3Call,
  { bucket, key, version }: ReadAddress,
  actions: ReadActions,
): Promise<OpenObject> {
  let object: OpenObject | undefined;
  let missing: WellspringError | undefined;
  try {
    object = await embedded.objects.open(bucket, key);
  } catch (error) {
    if (!(error instanceof WellspringError)) throw error;
    missing = error;
  }
  try {
    await access.authorize({
      action: version ? actions.ofVersion : actions.plain,
      bucket,
      key,
      context: {
        ...tagKeys('ExistingObjectTag', object?.metadata.tagging),
        's3:VersionId': version === '' ? undefined : version,
      },
    });
    if (missing?.code === 'no-such-key') await access.authorize({ action: 's3:ListBucket', bucket });
  } catch (error) {
    await object?.close();
    throw error;
  }
  if (!object) throw missing!;
  return object;
}
