import type { ChecksumType, Checksums } from '../checksum/checksum.js';

/**
 * What the caller says of an object's content and wants to hear again: headers by their lower-case
 * names, `content-type` and its like as well as `x-amz-server-side-encryption`.
 */
export interface ObjectDescription {
  readonly headers: Readonly<Record<string, string>>;
  /** `x-amz-meta-*`, without the prefix. */
  readonly userMetadata: Readonly<Record<string, string>>;
  /** `x-amz-tagging`, as it came: `team=research&phi=no`. */
  readonly tagging?: string;
}

/** Everything the store knows of an object besides its bytes. It stands in the object's own file. */
export interface ObjectMetadata extends ObjectDescription {
  /** Bytes. */
  readonly size: number;
  /** Without quotes: the MD5 in hex or, after a multipart upload, `{md5 of the parts' md5s}-{parts}`. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  readonly checksums: Checksums;
  readonly checksumType: ChecksumType;
  /** After a multipart upload: the sizes of its parts, and the id, by which a repeated completion is known. */
  readonly parts?: readonly number[];
  readonly uploadId?: string;
}

export const emptyDescription: ObjectDescription = { headers: {}, userMetadata: {} };
