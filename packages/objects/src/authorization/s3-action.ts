/**
 * The actions of S3 that something here asks for, as policies name them.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export type S3Action = `s3:${ServiceAction | BucketAction | ObjectAction}`;

type ServiceAction = 'ListAllMyBuckets';

/** On the ARN of a bucket. */
type BucketAction =
  | 'CreateBucket'
  | 'DeleteBucket'
  | 'DeleteBucketPolicy'
  | 'GetAccelerateConfiguration'
  | 'GetBucketAcl'
  | 'GetBucketCORS'
  | 'GetBucketLocation'
  | 'GetBucketLogging'
  | 'GetBucketNotification'
  | 'GetBucketObjectLockConfiguration'
  | 'GetBucketOwnershipControls'
  | 'GetBucketPolicy'
  | 'GetBucketPolicyStatus'
  | 'GetBucketPublicAccessBlock'
  | 'GetBucketRequestPayment'
  | 'GetBucketTagging'
  | 'GetBucketVersioning'
  | 'GetBucketWebsite'
  | 'GetEncryptionConfiguration'
  | 'GetLifecycleConfiguration'
  | 'GetReplicationConfiguration'
  | 'ListBucket'
  | 'ListBucketMultipartUploads'
  | 'ListBucketVersions'
  | 'PutBucketPolicy'
  | 'PutBucketPublicAccessBlock'
  | 'PutBucketTagging'
  | 'PutBucketVersioning'
  | 'PutEncryptionConfiguration';

/** On the ARN of an object. */
type ObjectAction =
  | 'AbortMultipartUpload'
  | 'DeleteObject'
  | 'DeleteObjectVersion'
  | 'GetObject'
  | 'GetObjectAcl'
  | 'GetObjectTagging'
  | 'GetObjectVersion'
  | 'GetObjectVersionAcl'
  | 'GetObjectVersionTagging'
  | 'ListMultipartUploadParts'
  | 'PutObject'
  | 'PutObjectTagging';
