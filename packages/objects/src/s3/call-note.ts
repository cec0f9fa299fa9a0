import type { CallRecord } from '@wellspring/http';
import { bucketArn, objectArn } from '../authorization/arn.js';
import type { S3OperationName } from './operations.js';
import type { S3Call } from './s3-call.js';

/**
 * Notes what a request to the object store is, as CloudTrail names it: bucket, key and prefix, and nothing of contents,
 * metadata or tags.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
 */
export function noteCall(
  record: CallRecord,
  name: S3OperationName,
  readOnly: boolean,
  { bucket, key, query, headers }: Pick<S3Call, 'bucket' | 'key' | 'query' | 'headers'>,
): void {
  record.eventName = name;
  record.readOnly = readOnly;
  if (key !== '') record.resources.push({ type: 'AWS::S3::Object', arn: objectArn(bucket, key) });
  if (bucket !== '') record.resources.push({ type: 'AWS::S3::Bucket', arn: bucketArn(bucket) });
  record.requestParameters = {
    ...(bucket !== '' && { bucketName: bucket }),
    ...(key !== '' && { key }),
    ...named(query, ['prefix', 'delimiter', 'max-keys', 'versionId', 'uploadId', 'partNumber']),
    ...(headers['x-amz-copy-source'] !== undefined && {
      'x-amz-copy-source': headers['x-amz-copy-source'],
    }),
  };
}

function named(query: S3Call['query'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
