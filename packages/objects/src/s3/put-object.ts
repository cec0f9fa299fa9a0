import type { HttpResponse } from '@wellspring/http';
import { maxPutBytes } from '../embedded/multipart-limits.js';
import { writeCondition } from './conditions.js';
import { checksumHeaders, describedBy, encryptionHeadersOf } from './object-headers.js';
import type { S3Call, S3Service } from './s3-call.js';
import { uploadBody } from './upload-body.js';

/** PutObject: the object is there when the answer is, whole and verified, or nothing has changed. */
export async function putObject({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  const bucket = await embedded.buckets.require(call.bucket);
  const precondition = writeCondition(call.headers);
  const object = await embedded.objects.put(call.bucket, call.key, {
    ...uploadBody(call),
    description: describedBy(call.headers, bucket),
    maxBytes: maxPutBytes,
    ...(precondition && { precondition }),
  });
  return {
    status: 200,
    headers: { etag: `"${object.etag}"`, ...encryptionHeadersOf(object), ...checksumHeaders(object) },
  };
}
