import type { Caller } from '@wellspring/access';

/**
 * Asks whether a caller may read an object of the object store.
 *
 * @throws WellspringError `access-denied`
 */
export type RequireReadable = (
  caller: Pick<Caller, 'principal' | 'authorize'>,
  object: { readonly bucket: string; readonly key: string },
) => Promise<void>;

/** By the caller's own policies, where nothing is known of the object store. */
export const readableByCaller: RequireReadable = ({ authorize }, { bucket, key }) =>
  authorize({ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key}` });
