import type { BucketRecord } from '../embedded/buckets.js';
import { isHeaderValue } from './header-text.js';
import { element, optional, xmlDocument } from './xml-writer.js';
import { malformedXml, type XmlElement } from './xml-reader.js';

/** The default encryption of a bucket as it is kept. */
export interface BucketEncryption {
  readonly algorithm: string;
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
}

/** @throws WellspringError `malformed-xml` */
export function readEncryption(xml: XmlElement): BucketEncryption {
  const [rule, ...others] = xml.all('Rule');
  const applied = rule?.all('ApplyServerSideEncryptionByDefault')[0];
  const algorithm = applied?.textOf('SSEAlgorithm');
  if (
    others.length > 0 ||
    algorithm === undefined ||
    !['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm)
  )
    throw malformedXml();
  const kmsKeyId = applied?.textOf('KMSMasterKeyID');
  // Every object put into the bucket will show it in a header.
  if (kmsKeyId !== undefined && !isHeaderValue(kmsKeyId)) throw malformedXml();
  const bucketKeyEnabled = rule?.textOf('BucketKeyEnabled');
  return {
    algorithm,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(bucketKeyEnabled !== undefined && { bucketKeyEnabled: bucketKeyEnabled === 'true' }),
  };
}

export function writeEncryption(encryption: BucketEncryption): string {
  return xmlDocument(
    'ServerSideEncryptionConfiguration',
    element(
      'Rule',
      element(
        'ApplyServerSideEncryptionByDefault',
        element('SSEAlgorithm', encryption.algorithm),
        optional('KMSMasterKeyID', encryption.kmsKeyId),
      ),
      element('BucketKeyEnabled', encryption.bucketKeyEnabled ?? false),
    ),
  );
}

/** The headers that a new object gets from its bucket. */
export function defaultEncryption(bucket: BucketRecord): Record<string, string> {
  const encryption = bucket.settings.encryption as BucketEncryption | undefined;
  if (!encryption) return {};
  return {
    'x-amz-server-side-encryption': encryption.algorithm,
    ...(encryption.kmsKeyId !== undefined && {
      'x-amz-server-side-encryption-aws-kms-key-id': encryption.kmsKeyId,
    }),
    ...(encryption.bucketKeyEnabled && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
  };
}
