import { WellspringError } from '@wellspring/errors';
import { xmlSettings, type XmlSetting } from './bucket-settings.js';
import type { S3OperationName } from './operations.js';
import type { S3Call } from './s3-call.js';

type Addressed = Pick<S3Call, 'request' | 'query' | 'headers' | 'bucket' | 'key'>;

/**
 * Query parameters that make a request another operation. All of S3 are named, for one that was
 * passed over would have its body stored as an object or its bucket deleted.
 */
const bucketOperations = ['delete', 'location', 'uploads', 'versions'] as const;
/** Configurations that can be read here; `undefined` are those that not even S3's answer for "never set" is known of. */
const bucketConfigurations = {
  accelerate: 'GetBucketAccelerateConfiguration',
  acl: 'GetBucketAcl',
  analytics: undefined,
  cors: 'GetBucketCors',
  'intelligent-tiering': undefined,
  inventory: undefined,
  lifecycle: 'GetBucketLifecycleConfiguration',
  logging: 'GetBucketLogging',
  metadataConfiguration: undefined,
  metadataTable: undefined,
  metrics: undefined,
  notification: 'GetBucketNotificationConfiguration',
  'object-lock': 'GetObjectLockConfiguration',
  ownershipControls: 'GetBucketOwnershipControls',
  policyStatus: 'GetBucketPolicyStatus',
  replication: 'GetBucketReplication',
  requestPayment: 'GetBucketRequestPayment',
  session: undefined,
  website: 'GetBucketWebsite',
} as const satisfies Readonly<Record<string, S3OperationName | undefined>>;
const objectSubresources = [
  'acl',
  'attributes',
  'legal-hold',
  'renameObject',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
] as const;

/**
 * Finds the operation that a request means.
 *
 * @throws WellspringError `s3-method-not-allowed`, `s3-not-implemented`, `invalid-bucket-name`, `no-such-version`,
 * none of which tells of what there is
 */
export function route(call: Addressed): S3OperationName {
  if (call.bucket === '') {
    // `//name`: taken for the service it would list every bucket to someone who asked for one object.
    if (call.key !== '')
      throw new WellspringError('invalid-bucket-name', 'The specified bucket is not valid.');
    return byMethod(call, { GET: 'ListBuckets' });
  }
  return call.key === '' ? routeBucket(call) : routeObject(call);
}

const settingOperations = {
  versioning: { GET: 'GetBucketVersioning', PUT: 'PutBucketVersioning' },
  encryption: {
    GET: 'GetBucketEncryption',
    PUT: 'PutBucketEncryption',
    DELETE: 'DeleteBucketEncryption',
  },
  publicAccessBlock: {
    GET: 'GetPublicAccessBlock',
    PUT: 'PutPublicAccessBlock',
    DELETE: 'DeletePublicAccessBlock',
  },
  tagging: { GET: 'GetBucketTagging', PUT: 'PutBucketTagging', DELETE: 'DeleteBucketTagging' },
} as const satisfies Readonly<Record<XmlSetting, ByMethod>>;

function routeBucket(call: Addressed): S3OperationName {
  const { query, request } = call;
  const setting = xmlSettings.find((name) => query.has(name));
  if (setting) return byMethod(call, settingOperations[setting]);
  if (query.has('policy'))
    return byMethod(call, { GET: 'GetBucketPolicy', PUT: 'PutBucketPolicy', DELETE: 'DeleteBucketPolicy' });
  const configuration = Object.entries(bucketConfigurations).find(([name]) => query.has(name));
  if (configuration) {
    const [name, reading] = configuration;
    if (request.method === 'GET' && reading !== undefined) return reading;
    throw notImplemented(name);
  }
  const operation = bucketOperations.find((name) => query.has(name));
  switch (operation) {
    case undefined:
      if (request.method === 'POST')
        throw new WellspringError('s3-not-implemented', 'Uploads by HTML form are not implemented');
      return byMethod(call, {
        GET: query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects',
        HEAD: 'HeadBucket',
        PUT: 'CreateBucket',
        DELETE: 'DeleteBucket',
      });
    case 'delete':
      return byMethod(call, { POST: 'DeleteObjects' });
    case 'location':
      return byMethod(call, { GET: 'GetBucketLocation' });
    case 'uploads':
      return byMethod(call, { GET: 'ListMultipartUploads' });
    case 'versions':
      return byMethod(call, { GET: 'ListObjectVersions' });
    default:
      return operation satisfies never;
  }
}

function routeObject(call: Addressed): S3OperationName {
  const { query, headers, request } = call;
  const version = query.get('versionId');
  if (version !== undefined && version !== '' && version !== 'null')
    throw new WellspringError('no-such-version', 'The specified version does not exist.');
  const subresource = objectSubresources.find((name) => query.has(name));
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  switch (subresource) {
    case undefined:
      if (request.method === 'PUT' && query.has('partNumber'))
        throw new WellspringError('s3-invalid-argument', 'A part is named by both partNumber and uploadId');
      return byMethod(call, {
        GET: 'GetObject',
        HEAD: 'HeadObject',
        PUT: isCopy ? 'CopyObject' : 'PutObject',
        DELETE: 'DeleteObject',
      });
    case 'uploads':
      return byMethod(call, { POST: 'CreateMultipartUpload' });
    case 'uploadId':
      return byMethod(call, {
        GET: 'ListParts',
        PUT: isCopy ? 'UploadPartCopy' : 'UploadPart',
        POST: 'CompleteMultipartUpload',
        DELETE: 'AbortMultipartUpload',
      });
    case 'acl':
      if (request.method === 'GET') return 'GetObjectAcl';
      throw notImplemented(subresource);
    case 'tagging':
      if (request.method === 'GET') return 'GetObjectTagging';
      throw notImplemented(subresource);
    case 'attributes':
    case 'legal-hold':
    case 'renameObject':
    case 'restore':
    case 'retention':
    case 'select':
    case 'torrent':
      throw notImplemented(subresource);
    default:
      return subresource satisfies never;
  }
}

type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
type ByMethod = Readonly<Partial<Record<Method, S3OperationName>>>;

/** @throws WellspringError `s3-method-not-allowed` */
function byMethod({ request }: Addressed, operations: ByMethod): S3OperationName {
  const name = operations[request.method as Method];
  if (name === undefined)
    throw new WellspringError(
      's3-method-not-allowed',
      'The specified method is not allowed against this resource.',
    );
  return name;
}

function notImplemented(subresource: string): WellspringError {
  return new WellspringError('s3-not-implemented', `The subresource ${subresource} is not implemented`);
}
