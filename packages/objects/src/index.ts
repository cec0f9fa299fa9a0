export type {
  ByteRange,
  ListedObject,
  ObjectClient,
  ObjectHead,
  OpenedObject,
  PutOptions,
} from './object-client.js';
export { createS3Client, type S3ClientOptions, type S3ObjectClient } from './s3-client.js';
export { createAuthorizedClient, type AuthorizedClientOptions } from './authorization/authorized-client.js';
export { requireReadable } from './authorization/require-readable.js';
export type { BucketPolicies } from './authorization/bucket-policies.js';
export {
  createEmbeddedObjects,
  releaseObjectsOf,
  type EmbeddedObjects,
  type EmbeddedObjectsOptions,
} from './embedded/embedded-objects.js';
export { createS3Handler, type S3Authentication, type S3HandlerOptions } from './s3/s3-handler.js';
export { s3ErrorResponse } from './s3/error-response.js';
