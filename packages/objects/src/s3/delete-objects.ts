import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { writeCondition } from './conditions.js';
import { s3Code } from './error-response.js';
import type { S3Call, S3Service } from './s3-call.js';
import { malformedXml, readXmlBody } from './xml-reader.js';
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

/** DeleteObjects: each key has its own outcome. */
export async function deleteObjects({ embedded }: S3Service, call: S3Call): Promise<HttpResponse> {
  await embedded.buckets.require(call.bucket);
  const xml = await readXmlBody(call, 'Delete');
  const named = xml.all('Object');
  if (named.length === 0 || named.length > maxKeys) throw malformedXml();
  const quiet = xml.textOf('Quiet') === 'true';
  const outcomes: Xml[] = [];
  for (const object of named) {
    const key = object.textOf('Key');
    if (key === undefined) throw malformedXml();
    try {
      const version = object.textOf('VersionId');
      if (version !== undefined && version !== 'null')
        throw new WellspringError('no-such-version', 'The specified version does not exist.');
      await embedded.objects.delete(call.bucket, key, writeCondition({ 'if-match': object.textOf('ETag') }));
      if (!quiet) outcomes.push(element('Deleted', element('Key', key)));
    } catch (error) {
      if (!(error instanceof WellspringError)) throw error;
      const { code } = s3Code(error.code);
      outcomes.push(
        element('Error', element('Key', key), element('Code', code), element('Message', error.message)),
      );
    }
  }
  return xmlResponse(xmlDocument('DeleteResult', outcomes));
}
