import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { writeTags } from './bucket-settings.js';
import { owner } from './list-objects.js';
import { openRequested, type ReadActions } from './readable-object.js';
import type { S3Call, S3Service } from './s3-call.js';
import { Xml, element, xmlDocument } from './xml-writer.js';
import { xmlResponse } from './xml-response.js';

/** Configurations that a bucket never has here. */
export type Unset =
  | 'accelerate'
  | 'acl'
  | 'cors'
  | 'lifecycle'
  | 'logging'
  | 'notification'
  | 'object-lock'
  | 'ownershipControls'
  | 'replication'
  | 'requestPayment'
  | 'website';

/**
 * What reading a configuration says that this store does not have: S3's own answer of a bucket
 * where it was never set. Tools read all of these before they change anything.
 */
export async function getUnsetConfiguration(
  service: S3Service,
  call: S3Call,
  subresource: Unset,
): Promise<HttpResponse> {
  await service.embedded.buckets.require(call.bucket);
  switch (subresource) {
    case 'acl':
      return accessControl(service);
    case 'cors':
      throw new WellspringError('cors-not-configured', 'The CORS configuration does not exist');
    case 'lifecycle':
      throw new WellspringError('lifecycle-not-configured', 'The lifecycle configuration does not exist');
    case 'website':
      throw new WellspringError(
        'website-not-configured',
        'The specified bucket does not have a website configuration',
      );
    case 'replication':
      throw new WellspringError('replication-not-configured', 'The replication configuration was not found');
    case 'object-lock':
      throw new WellspringError(
        'object-lock-not-configured',
        'Object Lock configuration does not exist for this bucket',
      );
    case 'ownershipControls':
      return xmlResponse(
        xmlDocument('OwnershipControls', element('Rule', element('ObjectOwnership', 'BucketOwnerEnforced'))),
      );
    case 'logging':
      return xmlResponse(xmlDocument('BucketLoggingStatus'));
    case 'notification':
      return xmlResponse(xmlDocument('NotificationConfiguration'));
    case 'accelerate':
      return xmlResponse(xmlDocument('AccelerateConfiguration'));
    case 'requestPayment':
      return xmlResponse(xmlDocument('RequestPaymentConfiguration', element('Payer', 'BucketOwner')));
    default:
      return subresource satisfies never;
  }
}

const aclActions: ReadActions = { plain: 's3:GetObjectAcl', ofVersion: 's3:GetObjectVersionAcl' };
const taggingActions: ReadActions = {
  plain: 's3:GetObjectTagging',
  ofVersion: 's3:GetObjectVersionTagging',
};

/** GetObjectAcl: the owner may do everything, nobody else anything. */
export async function getObjectAcl(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const object = await openRequested(service, call, aclActions);
  await object.close();
  return accessControl(service);
}

/** GetObjectTagging: the tags that came with the upload. */
export async function getObjectTagging(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const object = await openRequested(service, call, taggingActions);
  await object.close();
  const tags = [...new URLSearchParams(object.metadata.tagging ?? '')];
  return xmlResponse(writeTags(tags.map(([key, value]) => ({ key, value }))));
}

function accessControl(service: S3Service): HttpResponse {
  const grantee = new Xml(
    `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${element('ID', service.accountId).text}</Grantee>`,
  );
  return xmlResponse(
    xmlDocument(
      'AccessControlPolicy',
      owner(service),
      element('AccessControlList', element('Grant', grantee, element('Permission', 'FULL_CONTROL'))),
    ),
  );
}
