import { WellspringError, type ErrorCode } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import type { BucketRecord, BucketSetting } from '../embedded/buckets.js';
import { readEncryption, writeEncryption, type BucketEncryption } from './bucket-encryption.js';
import type { S3Call, S3Service } from './s3-call.js';
import { malformedXml, readXmlBody, type XmlElement } from './xml-reader.js';
import { element, xmlDocument } from './xml-writer.js';
import { noContent, xmlResponse } from './xml-response.js';

/** The settings of a bucket that are XML documents. */
export const xmlSettings = [
  'versioning',
  'encryption',
  'publicAccessBlock',
  'tagging',
] as const satisfies readonly BucketSetting[];
export type XmlSetting = (typeof xmlSettings)[number];

/**
 * Settings of a bucket that are kept and given back, so that tools that set up a bucket (Terraform,
 * CloudFormation, the console's scripts) go through. The store itself keeps one version of an
 * object and shows nothing to the public, whatever they say.
 */
interface Setting {
  /** The root element of a PUT. */
  readonly root: string;
  /** @throws WellspringError `malformed-xml` */
  read(xml: XmlElement): unknown;
  /** The document of a GET. */
  write(value: unknown): string;
  /** What a GET without the setting is answered; versioning is answered empty instead. */
  readonly absent?: readonly [ErrorCode, string];
  /** The status of a PUT. */
  readonly accepted: 200 | 204;
}

const settings: Readonly<Record<XmlSetting, Setting>> = {
  versioning: {
    root: 'VersioningConfiguration',
    read(xml) {
      const status = xml.textOf('Status');
      if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
      return status;
    },
    write: (value) =>
      xmlDocument(
        'VersioningConfiguration',
        value === undefined ? undefined : element('Status', value as string),
      ),
    accepted: 200,
  },
  encryption: {
    root: 'ServerSideEncryptionConfiguration',
    read: readEncryption,
    write: (value) => writeEncryption(value as BucketEncryption),
    absent: ['encryption-not-configured', 'The server side encryption configuration was not found'],
    accepted: 200,
  },
  publicAccessBlock: {
    root: 'PublicAccessBlockConfiguration',
    read: (xml) => Object.fromEntries(blocks.map((name) => [name, xml.textOf(name) === 'true'])),
    write: (value) =>
      xmlDocument(
        'PublicAccessBlockConfiguration',
        blocks.map((name) => element(name, (value as Record<string, boolean>)[name] ?? false)),
      ),
    absent: ['public-access-block-not-configured', 'The public access block configuration was not found'],
    accepted: 200,
  },
  tagging: {
    root: 'Tagging',
    read(xml) {
      const tags = xml.all('TagSet').flatMap((set) => set.all('Tag'));
      return tags.map((tag) => {
        const [key, value] = [tag.textOf('Key'), tag.textOf('Value')];
        if (key === undefined || key === '' || value === undefined) throw malformedXml();
        return { key, value };
      });
    },
    write: (value) => writeTags(value as readonly Tag[]),
    absent: ['bucket-tags-not-configured', 'The TagSet does not exist'],
    accepted: 204,
  },
};

const blocks = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export function writeTags(tags: readonly Tag[]): string {
  return xmlDocument(
    'Tagging',
    element(
      'TagSet',
      tags.map(({ key, value }) => element('Tag', element('Key', key), element('Value', value))),
    ),
  );
}

export async function getSetting(service: S3Service, call: S3Call, name: XmlSetting): Promise<HttpResponse> {
  const bucket: BucketRecord = await service.embedded.buckets.require(call.bucket);
  const setting = settings[name];
  const value = bucket.settings[name];
  if (value === undefined && setting.absent) throw new WellspringError(...setting.absent);
  return xmlResponse(setting.write(value));
}

export async function putSetting(service: S3Service, call: S3Call, name: XmlSetting): Promise<HttpResponse> {
  await service.embedded.buckets.require(call.bucket);
  const setting = settings[name];
  await service.embedded.buckets.set(call.bucket, name, setting.read(await readXmlBody(call, setting.root)));
  return { status: setting.accepted, headers: {} };
}

export async function deleteSetting(
  service: S3Service,
  call: S3Call,
  name: XmlSetting,
): Promise<HttpResponse> {
  await service.embedded.buckets.set(call.bucket, name, undefined);
  return noContent;
}
