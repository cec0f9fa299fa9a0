import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { writeCondition } from './conditions.js';
import { s3Code } from './error-response.js';
import type { S3Call, S3Service } from './s3-call.js';
import { malformedXml, readXmlBody, type XmlElement } from './xml-reader.js';
import { element, xmlDocument, type Xml } from './xml-writer.js';
import { noContent, xmlResponse } from './xml-response.js';

/** The most keys one DeleteObjects takes. */
const maxKeys = 1000;

/** DeleteObject: 204 whether or not there was one. */
export async function deleteObject({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  await embedded.objects.delete(
    call.bucket,
    call.key,
    writeCondition({ 'if-match': call.headers['if-match'] }),
  );
  return noContent;
}

/**
 * DeleteObjects: each key has its own outcome. Whoever may delete none of them does not hear either whether there is
 * such a bucket.
 */
export async function deleteObjects({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  const xml = await readXmlBody(call, 'Delete');
  const named = xml.all('Object');
  if (named.length === 0 || named.length > maxKeys) throw malformedXml();
  const quiet = xml.textOf('Quiet') === 'true';
  const orders = named.map(readOrder);
  const outcomes: Xml[] = [];
  for (const order of orders) {
    const { key, version, etag } = order;
    try {
      await askToDelete(call, order);
      if (version !== undefined && version !== 'null')
        throw new WellspringError('no-such-version', 'The specified version does not exist.');
      await embedded.objects.delete(call.bucket, key, writeCondition({ 'if-match': etag }));
      if (!quiet) outcomes.push(element('Deleted', element('Key', key)));
    } catch (error) {
      if (!(error instanceof WellspringError) || error.code === 'no-such-bucket') throw error;
      const { code } = s3Code(error.code);
      outcomes.push(
        element('Error', element('Key', key), element('Code', code), element('Message', error.message)),
      );
    }
  }
  return xmlResponse(xmlDocument('DeleteResult', outcomes));
}

interface DeletionOrder {
  readonly key: string;
  readonly version: string | undefined;
  readonly etag: string | undefined;
}

/** @throws WellspringError `malformed-xml` */
function readOrder(object: XmlElement): DeletionOrder {
  const key = object.textOf('Key');
  if (key === undefined) throw malformedXml();
  return { key, version: object.textOf('VersionId'), etag: object.textOf('ETag') };
}

/** @throws WellspringError `access-denied` */
async function askToDelete({ access, bucket }: S3Call, { key, version, etag }: DeletionOrder): Promise<void> {
  const context = { 's3:VersionId': version };
  const action = version === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  await access.authorize({ action, bucket, key, context });
  if (etag !== undefined && etag !== '*') await access.authorize({ action: 's3:GetObject', bucket, key });
}
