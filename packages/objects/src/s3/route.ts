import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { bucketSettings, type BucketSetting } from '../embedded/buckets.js';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from './bucket-operations.js';
import { deleteSetting, getSetting, putSetting } from './bucket-settings.js';
import { copyObject } from './copy-object.js';
import { deleteObject, deleteObjects } from './delete-objects.js';
import { getObjectAcl, getObjectTagging, getUnsetConfiguration } from './fixed-answers.js';
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
import { putObject } from './put-object.js';
import type { S3Call, S3Service } from './s3-call.js';

/**
 * Query parameters that make a request another operation. All of S3 are named, for one that was
 * passed over would have its body stored as an object or its bucket deleted.
 */
const bucketOperations = ['delete', 'location', 'uploads', 'versions'] as const;
const bucketConfigurations = [
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'intelligent-tiering',
  'inventory',
  'lifecycle',
  'logging',
  'metadataConfiguration',
  'metadataTable',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'replication',
  'requestPayment',
  'session',
  'website',
] as const;
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

/** Finds the operation that a request means. */
export async function route(service: S3Service, call: S3Call): Promise<HttpResponse> {
  if (call.bucket === '') {
    // `//name`: taken for the service it would list every bucket to someone who asked for one object.
    if (call.key !== '')
      throw new WellspringError('invalid-bucket-name', 'The specified bucket is not valid.');
    return routeService(service, call);
  }
  return call.key === '' ? routeBucket(service, call) : routeObject(service, call);
}

async function routeService(service: S3Service, call: S3Call): Promise<HttpResponse> {
  if (call.request.method === 'GET') return listBuckets(service, call);
  throw methodNotAllowed();
}

async function routeBucket(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { method } = call.request;
  const setting = bucketSettings.find((name) => call.query.has(name));
  if (setting) return routeSetting(service, call, setting);
  const configuration = bucketConfigurations.find((name) => call.query.has(name));
  if (configuration) {
    if (method === 'GET') return getUnsetConfiguration(service, call, configuration);
    throw notImplemented(configuration);
  }
  const operation = bucketOperations.find((name) => call.query.has(name));
  switch (operation) {
    case undefined:
      return routePlainBucket(service, call);
    case 'delete':
      if (method === 'POST') return deleteObjects(service, call);
      throw methodNotAllowed();
    case 'location':
      if (method === 'GET') return getBucketLocation(service, call);
      throw methodNotAllowed();
    case 'uploads':
      if (method === 'GET') return listMultipartUploads(service, call);
      throw methodNotAllowed();
    case 'versions':
      if (method === 'GET') return listObjectVersions(service, call);
      throw methodNotAllowed();
    default:
      return operation satisfies never;
  }
}

async function routeSetting(service: S3Service, call: S3Call, setting: BucketSetting): Promise<HttpResponse> {
  switch (call.request.method) {
    case 'GET':
      return getSetting(service, call, setting);
    case 'PUT':
      return putSetting(service, call, setting);
    case 'DELETE':
      if (setting !== 'versioning') return deleteSetting(service, call, setting);
      throw methodNotAllowed();
    default:
      throw methodNotAllowed();
  }
}

async function routePlainBucket(service: S3Service, call: S3Call): Promise<HttpResponse> {
  switch (call.request.method) {
    case 'GET':
      return call.query.get('list-type') === '2' ? listObjectsV2(service, call) : listObjects(service, call);
    case 'HEAD':
      return headBucket(service, call);
    case 'PUT':
      return createBucket(service, call);
    case 'DELETE':
      return deleteBucket(service, call);
    case 'POST':
      throw new WellspringError('s3-not-implemented', 'Uploads by HTML form are not implemented');
    default:
      throw methodNotAllowed();
  }
}

async function routeObject(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const { method } = call.request;
  const version = call.query.get('versionId');
  if (version !== undefined && version !== '' && version !== 'null')
    throw new WellspringError('no-such-version', 'The specified version does not exist.');
  const subresource = objectSubresources.find((name) => call.query.has(name));
  const isCopy = call.headers['x-amz-copy-source'] !== undefined;
  switch (subresource) {
    case undefined:
      switch (method) {
        case 'GET':
        case 'HEAD':
          return getObject(service, call);
        case 'PUT':
          if (call.query.has('partNumber'))
            throw new WellspringError(
              's3-invalid-argument',
              'A part is named by both partNumber and uploadId',
            );
          return isCopy ? copyObject(service, call) : putObject(service, call);
        case 'DELETE':
          return deleteObject(service, call);
        default:
          throw methodNotAllowed();
      }
    case 'uploads':
      if (method === 'POST') return createMultipartUpload(service, call);
      throw methodNotAllowed();
    case 'uploadId':
      switch (method) {
        case 'GET':
          return listParts(service, call);
        case 'PUT':
          return isCopy ? uploadPartCopy(service, call) : uploadPart(service, call);
        case 'POST':
          return completeMultipartUpload(service, call);
        case 'DELETE':
          return abortMultipartUpload(service, call);
        default:
          throw methodNotAllowed();
      }
    case 'acl':
      if (method === 'GET') return getObjectAcl(service, call);
      throw notImplemented(subresource);
    case 'tagging':
      if (method === 'GET') return getObjectTagging(service, call);
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

function notImplemented(subresource: string): WellspringError {
  return new WellspringError('s3-not-implemented', `The subresource ${subresource} is not implemented`);
}

function methodNotAllowed(): WellspringError {
  return new WellspringError(
    's3-method-not-allowed',
    'The specified method is not allowed against this resource.',
  );
}
