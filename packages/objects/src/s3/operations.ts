import type { S3Action } from '../authorization/s3-action.js';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from './bucket-operations.js';
import { deletePolicy, getPolicy, getPolicyStatus, putPolicy } from './bucket-policy.js';
import { deleteSetting, getSetting, putSetting, type XmlSetting } from './bucket-settings.js';
import { copyObject } from './copy-object.js';
import { deleteObject, deleteObjects } from './delete-objects.js';
import { getObjectAcl, getObjectTagging, getUnsetConfiguration, type Unset } from './fixed-answers.js';
import { getObject } from './get-object.js';
import { listMultipartUploads, listParts } from './list-multipart.js';
import { listObjects, listObjectsV2, listObjectVersions } from './list-objects.js';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from './multipart-operations.js';
import type { S3Operation } from './operation.js';
import { putObject } from './put-object.js';
import { listKeys, uploadKeys } from './request-context.js';
import type { S3Call } from './s3-call.js';

type Run = S3Operation['run'];
type Context = (call: S3Call) => ReturnType<typeof uploadKeys>;

const reads = (action: S3Action, run: Run, context?: Context): S3Operation => ({
  readOnly: true,
  permissions: (call) => [{ action, ...(context && { context: context(call) }) }],
  run,
});
const changes = (action: S3Action, run: Run, context?: Context): S3Operation => ({
  ...reads(action, run, context),
  readOnly: false,
});
/** An operation that asks itself. */
const asking = (readOnly: boolean, run: Run): S3Operation => ({ readOnly, permissions: () => [], run });

/**
 * What gives an object its content. Tags that come with it take a permission of their own, and so does a condition that
 * tells what stands there now
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
const uploads = (run: Run): S3Operation => ({
  readOnly: false,
  permissions: (call) => {
    const context = uploadKeys(call);
    const { 'x-amz-tagging': tagging = '', 'if-match': ifMatch } = call.headers;
    return [
      { action: 's3:PutObject', context },
      ...(tagging === '' ? [] : [{ action: 's3:PutObjectTagging' as const, context }]),
      ...(ifMatch === undefined ? [] : [{ action: 's3:GetObject' as const }]),
    ];
  },
  run,
});

const settingOf =
  (name: XmlSetting, run: typeof getSetting): Run =>
  (service, call) =>
    run(service, call, name);
const unset = (action: S3Action, name: Unset): S3Operation =>
  reads(action, (service, call) => getUnsetConfiguration(service, call, name));

/** Deleting is another action where the request names a version; an ETag as its condition tells of what is there. */
const deletes = (run: Run): S3Operation => ({
  readOnly: false,
  permissions: ({ query, headers: { 'if-match': ifMatch } }) => {
    const version = query.get('versionId');
    return [
      version
        ? { action: 's3:DeleteObjectVersion', context: { 's3:VersionId': version } }
        : { action: 's3:DeleteObject' },
      ...(ifMatch === undefined || ifMatch === '*' ? [] : [{ action: 's3:GetObject' as const }]),
    ];
  },
  run,
});

/**
 * The operations of S3 that there are, by the names that the API and the trail give them, each with the action that
 * has to be allowed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const operations = {
  ListBuckets: reads('s3:ListAllMyBuckets', listBuckets),
  CreateBucket: changes('s3:CreateBucket', createBucket),
  DeleteBucket: changes('s3:DeleteBucket', deleteBucket),
  HeadBucket: reads('s3:ListBucket', headBucket),
  GetBucketLocation: reads('s3:GetBucketLocation', getBucketLocation),

  ListObjects: reads('s3:ListBucket', listObjects, listKeys),
  ListObjectsV2: reads('s3:ListBucket', listObjectsV2, listKeys),
  ListObjectVersions: reads('s3:ListBucketVersions', listObjectVersions, listKeys),
  ListMultipartUploads: reads('s3:ListBucketMultipartUploads', listMultipartUploads),
  DeleteObjects: asking(false, deleteObjects),

  GetBucketPolicy: reads('s3:GetBucketPolicy', getPolicy),
  PutBucketPolicy: changes('s3:PutBucketPolicy', putPolicy),
  DeleteBucketPolicy: changes('s3:DeleteBucketPolicy', deletePolicy),
  GetBucketPolicyStatus: reads('s3:GetBucketPolicyStatus', getPolicyStatus),

  GetBucketVersioning: reads('s3:GetBucketVersioning', settingOf('versioning', getSetting)),
  PutBucketVersioning: changes('s3:PutBucketVersioning', settingOf('versioning', putSetting)),
  GetBucketEncryption: reads('s3:GetEncryptionConfiguration', settingOf('encryption', getSetting)),
  PutBucketEncryption: changes('s3:PutEncryptionConfiguration', settingOf('encryption', putSetting)),
  DeleteBucketEncryption: changes('s3:PutEncryptionConfiguration', settingOf('encryption', deleteSetting)),
  GetPublicAccessBlock: reads('s3:GetBucketPublicAccessBlock', settingOf('publicAccessBlock', getSetting)),
  PutPublicAccessBlock: changes('s3:PutBucketPublicAccessBlock', settingOf('publicAccessBlock', putSetting)),
  DeletePublicAccessBlock: changes(
    's3:PutBucketPublicAccessBlock',
    settingOf('publicAccessBlock', deleteSetting),
  ),
  GetBucketTagging: reads('s3:GetBucketTagging', settingOf('tagging', getSetting)),
  PutBucketTagging: changes('s3:PutBucketTagging', settingOf('tagging', putSetting)),
  DeleteBucketTagging: changes('s3:PutBucketTagging', settingOf('tagging', deleteSetting)),

  GetBucketAccelerateConfiguration: unset('s3:GetAccelerateConfiguration', 'accelerate'),
  GetBucketAcl: unset('s3:GetBucketAcl', 'acl'),
  GetBucketCors: unset('s3:GetBucketCORS', 'cors'),
  GetBucketLifecycleConfiguration: unset('s3:GetLifecycleConfiguration', 'lifecycle'),
  GetBucketLogging: unset('s3:GetBucketLogging', 'logging'),
  GetBucketNotificationConfiguration: unset('s3:GetBucketNotification', 'notification'),
  GetBucketOwnershipControls: unset('s3:GetBucketOwnershipControls', 'ownershipControls'),
  GetBucketReplication: unset('s3:GetReplicationConfiguration', 'replication'),
  GetBucketRequestPayment: unset('s3:GetBucketRequestPayment', 'requestPayment'),
  GetBucketWebsite: unset('s3:GetBucketWebsite', 'website'),
  GetObjectLockConfiguration: unset('s3:GetBucketObjectLockConfiguration', 'object-lock'),

  GetObject: asking(true, getObject),
  HeadObject: asking(true, getObject),
  GetObjectAcl: asking(true, getObjectAcl),
  GetObjectTagging: asking(true, getObjectTagging),
  PutObject: uploads(putObject),
  CopyObject: uploads(copyObject),
  DeleteObject: deletes(deleteObject),
  CreateMultipartUpload: uploads(createMultipartUpload),
  UploadPart: changes('s3:PutObject', uploadPart),
  UploadPartCopy: changes('s3:PutObject', uploadPartCopy, uploadKeys),
  CompleteMultipartUpload: uploads(completeMultipartUpload),
  AbortMultipartUpload: changes('s3:AbortMultipartUpload', abortMultipartUpload),
  ListParts: reads('s3:ListMultipartUploadParts', listParts),
} as const satisfies Readonly<Record<string, S3Operation>>;

export type S3OperationName = keyof typeof operations;
