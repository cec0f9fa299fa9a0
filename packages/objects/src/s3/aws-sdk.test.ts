import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
  type ChecksumAlgorithm,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3Listener, testCredentials, testRegion, type S3Listener } from '../testing/s3-listener.js';

const Bucket = 'sdk';
let listener: S3Listener;
let s3: S3Client;
beforeAll(async () => {
  listener = await startS3Listener();
  // As the SDK comes: checksums always, in trailers where the body is a stream.
  s3 = new S3Client({ endpoint: listener.endpoint, region: testRegion, credentials: testCredentials });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  s3.destroy();
  await listener.close();
  expect(listener.failures).toEqual([]);
});

const refused = (name: string, status: number): Error =>
  expect.objectContaining({
    name,
    $metadata: expect.objectContaining({ httpStatusCode: status }) as unknown,
  }) as Error;
const text = async (Key: string): Promise<string> =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
const put = (Key: string, Body: string | Buffer): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();

describe('buckets', () => {
  it('are made, found, listed and deleted', async () => {
    const name = { Bucket: 'come-and-go' };
    expect((await s3.send(new CreateBucketCommand(name))).Location).toBe('/come-and-go');
    await s3.send(new CreateBucketCommand(name));
    expect((await s3.send(new HeadBucketCommand(name))).BucketRegion).toBe(testRegion);
    expect((await s3.send(new GetBucketLocationCommand(name))).LocationConstraint).toBeUndefined();
    const listed = (await s3.send(new ListBucketsCommand({}))).Buckets!;
    expect(listed.map(({ Name }) => Name)).toEqual(['come-and-go', Bucket]);
    expect(listed[0]!.CreationDate).toBeInstanceOf(Date);
    await s3.send(new PutObjectCommand({ ...name, Key: 'x', Body: 'x' }));
    await expect(s3.send(new DeleteBucketCommand(name))).rejects.toThrow(refused('BucketNotEmpty', 409));
    await s3.send(new DeleteObjectsCommand({ ...name, Delete: { Objects: [{ Key: 'x' }] } }));
    await s3.send(new DeleteBucketCommand(name));
    await expect(s3.send(new HeadBucketCommand(name))).rejects.toThrow(refused('NotFound', 404));
    await expect(s3.send(new DeleteBucketCommand(name))).rejects.toThrow(refused('NoSuchBucket', 404));
  });

  it('stand in the one region', async () => {
    const elsewhere = {
      Bucket: 'elsewhere',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const },
    };
    await expect(s3.send(new CreateBucketCommand(elsewhere))).rejects.toThrow(
      refused('IllegalLocationConstraintException', 400),
    );
  });

  it('of another region name it', async () => {
    const european = await startS3Listener({ region: 'eu-central-1' });
    const client = new S3Client({
      endpoint: european.endpoint,
      region: 'eu-central-1',
      credentials: testCredentials,
    });
    const name = { Bucket: 'european' };
    await client.send(
      new CreateBucketCommand({ ...name, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
    );
    expect((await client.send(new GetBucketLocationCommand(name))).LocationConstraint).toBe('eu-central-1');
    await expect(client.send(new CreateBucketCommand(name))).rejects.toThrow(
      refused('BucketAlreadyOwnedByYou', 409),
    );
    client.destroy();
    await european.close();
  });

  it('keep their settings', async () => {
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');

    const blocks = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: blocks }));
    const kept = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(kept.PublicAccessBlockConfiguration).toEqual(blocks);

    const TagSet = [{ Key: 'team', Value: 'research & <care>' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    expect((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants).toHaveLength(1);
  });

  it('encrypt, in word, what names no encryption of its own', async () => {
    const missing = refused('ServerSideEncryptionConfigurationNotFoundError', 404);
    await expect(s3.send(new GetBucketEncryptionCommand({ Bucket }))).rejects.toThrow(missing);
    const ServerSideEncryptionConfiguration = {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'key-1' },
          BucketKeyEnabled: true,
        },
      ],
    };
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    const kept = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(kept.ServerSideEncryptionConfiguration).toEqual(ServerSideEncryptionConfiguration);
    await put('by-default', 'x');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'by-default' }))).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'key-1',
      BucketKeyEnabled: true,
    });
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    await expect(s3.send(new GetBucketEncryptionCommand({ Bucket }))).rejects.toThrow(missing);
  });
});

describe('objects', () => {
  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'are verified by %s both ways, a stream with its checksum behind it',
    async (ChecksumAlgorithm) => {
      const content = randomBytes(300_000);
      const stream = Readable.from([content.subarray(0, 100_001), content.subarray(100_001)]);
      for (const [Key, Body] of [
        [`whole-${ChecksumAlgorithm}`, content],
        [`stream-${ChecksumAlgorithm}`, stream],
      ] as const) {
        const input = { Bucket, Key, Body, ContentLength: content.length, ChecksumAlgorithm };
        const stored = await s3.send(new PutObjectCommand(input));
        expect(stored[`Checksum${ChecksumAlgorithm}`]).toBeTruthy();
        const got = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
        expect(got[`Checksum${ChecksumAlgorithm}`]).toBe(stored[`Checksum${ChecksumAlgorithm}`]);
        expect(Buffer.from(await got.Body!.transformToByteArray()).equals(content)).toBe(true);
      }
    },
  );

  it('are copied with their metadata or with new', async () => {
    const source = { Bucket, Key: 'from/ü +&.txt' };
    await s3.send(
      new PutObjectCommand({
        ...source,
        Body: 'hello',
        ContentType: 'text/plain',
        Metadata: { a: '1' },
        Tagging: 'x=y',
      }),
    );
    const CopySource = `${Bucket}/${encodeURIComponent(source.Key)}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
    expect(copied.CopyObjectResult).toMatchObject({ ETag: '"5d41402abc4b2a76b9719d911017c592"' });
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { a: '1' },
    });
    const tags = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'to' }));
    expect(tags.TagSet).toEqual([{ Key: 'x', Value: 'y' }]);
    await s3.send(
      new CopyObjectCommand({
        ...source,
        CopySource,
        MetadataDirective: 'REPLACE',
        ContentType: 'text/html',
        Metadata: { b: '2' },
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const replaced = await s3.send(new HeadObjectCommand({ ...source, ChecksumMode: 'ENABLED' }));
    expect(replaced).toMatchObject({ ContentType: 'text/html', Metadata: { b: '2' } });
    // SHA-256("hello"), printf hello | openssl dgst -sha256 -binary | base64
    expect(replaced.ChecksumSHA256).toBe('LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=');
  });

  it('are not copied onto themselves for nothing, nor against a condition', async () => {
    await put('self', 'x');
    const copy = { Bucket, Key: 'self', CopySource: `${Bucket}/self` };
    await expect(s3.send(new CopyObjectCommand(copy))).rejects.toThrow(refused('InvalidRequest', 400));
    const onCondition = { ...copy, Key: 'other', CopySourceIfMatch: '"other"' };
    await expect(s3.send(new CopyObjectCommand(onCondition))).rejects.toThrow(
      refused('PreconditionFailed', 412),
    );
    const ofNothing = { ...copy, CopySource: `${Bucket}/nothing` };
    await expect(s3.send(new CopyObjectCommand(ofNothing))).rejects.toThrow(refused('NoSuchKey', 404));
  });

  it('are deleted together, quietly or not', async () => {
    await put('many/1 & <2>', 'x');
    await put('many/2', 'x');
    const one = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'many/1 & <2>' }, { Key: 'many/none' }] },
      }),
    );
    expect(one.Deleted).toEqual([{ Key: 'many/1 & <2>' }, { Key: 'many/none' }]);
    const two = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Quiet: true, Objects: [{ Key: 'many/2' }] } }),
    );
    expect(two.Deleted).toBeUndefined();
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }))).KeyCount).toBe(0);
  });

  it('are written on condition', async () => {
    const input = { Bucket, Key: 'conditional', Body: 'one' };
    const { ETag } = await s3.send(new PutObjectCommand({ ...input, IfNoneMatch: '*' }));
    await expect(s3.send(new PutObjectCommand({ ...input, IfNoneMatch: '*' }))).rejects.toThrow(
      refused('PreconditionFailed', 412),
    );
    await s3.send(new PutObjectCommand({ ...input, Body: 'two', IfMatch: ETag }));
    await expect(s3.send(new PutObjectCommand({ ...input, IfMatch: ETag }))).rejects.toThrow(
      refused('PreconditionFailed', 412),
    );
    await expect(
      s3.send(new GetObjectCommand({ Bucket, Key: 'conditional', IfMatch: ETag })),
    ).rejects.toThrow(refused('PreconditionFailed', 412));
    expect(await text('conditional')).toBe('two');
  });

  it('are reached by presigned addresses', async () => {
    const upload = await getSignedUrl(
      s3,
      new PutObjectCommand({ Bucket, Key: 'presigned', Metadata: { from: 'url' } }),
    );
    expect((await fetch(upload, { method: 'PUT', body: 'by address' })).status).toBe(200);
    const download = await getSignedUrl(
      s3,
      new GetObjectCommand({ Bucket, Key: 'presigned', ResponseContentType: 'text/x' }),
    );
    const got = await fetch(download);
    expect([await got.text(), got.headers.get('content-type'), got.headers.get('x-amz-meta-from')]).toEqual([
      'by address',
      'text/x',
      'url',
    ]);
    expect((await fetch(download.replace('presigned', 'Presigned'))).status).toBe(403);
  });

  it('are not there, nor any part of them, when the client went away', async () => {
    const address = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'broken-off' }));
    await new Promise<void>((resolve) => {
      const sending = httpRequest(address, { method: 'PUT', headers: { 'content-length': '1000000' } });
      sending.on('error', () => {
        resolve();
      });
      sending.write(Buffer.alloc(300_000));
      setTimeout(() => sending.destroy(new Error('gone')), 100);
    });
    const temporary = path.join(listener.folder, '.temporary');
    await expect.poll(() => readdir(temporary)).toEqual([]);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'broken-off' }))).rejects.toThrow(
      refused('NotFound', 404),
    );
  });
});

describe('lists', () => {
  const keys = ['l/a', 'l/b/1', 'l/b/2', 'l/c d', 'l/é', 'l/x&<'];
  beforeAll(async () => {
    for (const key of keys) await put(key, 'x');
  });

  it('of the second version', async () => {
    const first = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/', MaxKeys: 2 }),
    );
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2, MaxKeys: 2, Prefix: 'l/', Delimiter: '/' });
    expect(first.Contents!.map(({ Key }) => Key)).toEqual(['l/a']);
    expect(first.CommonPrefixes).toEqual([{ Prefix: 'l/b/' }]);
    expect(first.Contents![0]).toMatchObject({
      Size: 1,
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: ['CRC32'],
    });
    const ContinuationToken = first.NextContinuationToken;
    const rest = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/', ContinuationToken }),
    );
    expect(rest.Contents!.map(({ Key }) => Key)).toEqual(['l/c d', 'l/x&<', 'l/é']);
    expect(rest.IsTruncated).toBe(false);
    const after = await s3.send(
      new ListObjectsV2Command({ Bucket, StartAfter: 'l/b/2', Prefix: 'l/', FetchOwner: true }),
    );
    expect(after.Contents!.map(({ Key }) => Key)).toEqual(['l/c d', 'l/x&<', 'l/é']);
    expect(after.Contents![0]!.Owner?.ID).toBe('000000000000');
  });

  it('of the first version, encoded', async () => {
    const input = { Bucket, Prefix: 'l/', EncodingType: 'url' as const };
    const first = await s3.send(new ListObjectsCommand({ ...input, MaxKeys: 3 }));
    expect(first.Contents!.map(({ Key }) => Key)).toEqual(['l/a', 'l/b/1', 'l/b/2']);
    expect(first.NextMarker).toBe('l/b/2');
    const rest = await s3.send(new ListObjectsCommand({ ...input, Marker: 'l/b/2' }));
    expect(rest.Contents!.map(({ Key }) => Key)).toEqual(['l/c%20d', 'l/x%26%3C', 'l/%C3%A9']);
  });

  it('of versions: each object is its only one', async () => {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'l/b/' }));
    expect(page.Versions!.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['l/b/1', 'null', true],
      ['l/b/2', 'null', true],
    ]);
  });
});

describe('multipart uploads', () => {
  const five = 5 * 1024 ** 2;
  const content = randomBytes(five + 1000);
  const [head, tail] = [content.subarray(0, five), content.subarray(five)];
  /** MD5 of the parts' MD5s, and their number (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html). */
  const etag = `"${md5(Buffer.concat([md5(head), md5(tail)])).toString('hex')}-2"`;

  async function begin(Key: string, ChecksumAlgorithm?: ChecksumAlgorithm): Promise<string> {
    const input = { Bucket, Key, ContentType: 'text/plain', ...(ChecksumAlgorithm && { ChecksumAlgorithm }) };
    return (await s3.send(new CreateMultipartUploadCommand(input))).UploadId!;
  }
  async function upload(Key: string, UploadId: string, PartNumber: number, Body: Buffer) {
    const part = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { PartNumber, ETag: part.ETag, ...(part.ChecksumCRC32 && { ChecksumCRC32: part.ChecksumCRC32 }) };
  }

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA256'] as const)(
    'go up by lib-storage with %s',
    async (algorithm) => {
      const Key = `lib-storage-${algorithm}`;
      const params = { Bucket, Key, Body: Readable.from([content]), ChecksumAlgorithm: algorithm };
      const done = await new Upload({ client: s3, params, partSize: five }).done();
      expect(done.ETag).toBe(etag);
      const got = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      expect((await buffer(got.Body as Readable)).equals(content)).toBe(true);
      const composite = algorithm !== 'CRC64NVME';
      expect(got.ChecksumType).toBe(composite ? 'COMPOSITE' : 'FULL_OBJECT');
      expect(got[`Checksum${algorithm}`]).toMatch(composite ? /-2$/ : /^[\w+/]+=$/);
      expect(await readdir(path.join(listener.folder, Bucket, 'uploads'))).toEqual([]);
    },
  );

  it('are put together in the named order, with a checksum over the checksums', async () => {
    const Key = 'by-hand';
    const UploadId = await begin(Key, 'SHA256');
    const named = [];
    for (const [at, Body] of [head, tail].entries()) {
      const input = { Bucket, Key, UploadId, PartNumber: at + 1, Body, ChecksumAlgorithm: 'SHA256' as const };
      const part = await s3.send(new UploadPartCommand(input));
      named.push({ PartNumber: at + 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 });
    }
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 1 }));
    expect(listed).toMatchObject({
      IsTruncated: true,
      NextPartNumberMarker: '1',
      ChecksumAlgorithm: 'SHA256',
    });
    expect(listed.Parts).toMatchObject([{ PartNumber: 1, Size: five, ETag: named[0]!.ETag }]);
    const complete = new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: named },
    });
    const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
    const composite = `${sha(Buffer.concat([sha(head), sha(tail)])).toString('base64')}-2`;
    expect(await s3.send(complete)).toMatchObject({
      ETag: etag,
      ChecksumSHA256: composite,
      ChecksumType: 'COMPOSITE',
    });
    // The answer was lost, the client repeats the request.
    expect(await s3.send(complete)).toMatchObject({ ETag: etag, ChecksumSHA256: composite });

    const part = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect([part.PartsCount, part.ContentRange]).toEqual([
      2,
      `bytes ${five}-${content.length - 1}/${content.length}`,
    ]);
    expect(Buffer.from(await part.Body!.transformToByteArray()).equals(tail)).toBe(true);
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentType).toBe('text/plain');
  });

  it('may be made of ranges of other objects', async () => {
    await put('source', content);
    const Key = 'copied-parts';
    const UploadId = await begin(Key);
    const Parts = [];
    for (const [at, range] of [`bytes=0-${five - 1}`, `bytes=${five}-${content.length - 1}`].entries()) {
      const input = {
        Bucket,
        Key,
        UploadId,
        PartNumber: at + 1,
        CopySource: `${Bucket}/source`,
        CopySourceRange: range,
      };
      const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(input));
      Parts.push({ PartNumber: at + 1, ETag: CopyPartResult!.ETag });
    }
    const beyond = {
      Bucket,
      Key,
      UploadId,
      PartNumber: 3,
      CopySource: `${Bucket}/source`,
      CopySourceRange: 'bytes=0-99999999',
    };
    await expect(s3.send(new UploadPartCopyCommand(beyond))).rejects.toThrow(refused('InvalidArgument', 400));
    const done = await s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
    expect(done.ETag).toBe(etag);
  });

  it('are refused in the wrong order, with unknown parts, too small ones, or another checksum', async () => {
    const Key = 'refused';
    const UploadId = await begin(Key, 'CRC32');
    const one = await upload(Key, UploadId, 1, Buffer.from('small'));
    const two = await upload(Key, UploadId, 2, Buffer.from('small, too'));
    const complete = (Parts: object[], more: object = {}): Promise<unknown> =>
      s3.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
      );
    await expect(complete([two, one])).rejects.toThrow(refused('InvalidPartOrder', 400));
    await expect(complete([one, { ...two, PartNumber: 3 }])).rejects.toThrow(refused('InvalidPart', 400));
    await expect(complete([{ ...one, ETag: '"0"' }])).rejects.toThrow(refused('InvalidPart', 400));
    await expect(complete([{ ...one, ChecksumCRC32: 'AAAAAA==' }])).rejects.toThrow(
      refused('InvalidPart', 400),
    );
    await expect(complete([one, two])).rejects.toThrow(refused('EntityTooSmall', 400));
    await expect(complete([one], { MpuObjectSize: 6 })).rejects.toThrow(refused('InvalidRequest', 400));
    await expect(complete([])).rejects.toThrow(refused('MalformedXML', 400));
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toThrow(refused('NotFound', 404));
    await complete([one]);
    expect(await text(Key)).toBe('small');
  });

  it('are listed, and given up', async () => {
    const first = await begin('pending/a');
    const second = await begin('pending/b');
    await upload('pending/a', first, 1, Buffer.from('x'));
    const page = await s3.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'pending/', MaxUploads: 1 }),
    );
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'pending/a', NextUploadIdMarker: first });
    const rest = await s3.send(
      new ListMultipartUploadsCommand({ Bucket, KeyMarker: 'pending/a', UploadIdMarker: first }),
    );
    expect(rest.Uploads!.map(({ Key, UploadId }) => [Key, UploadId])).toEqual([['pending/b', second]]);
    for (const [Key, UploadId] of [
      ['pending/a', first],
      ['pending/b', second],
    ] as const)
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    const gone = { Bucket, Key: 'pending/a', UploadId: first };
    await expect(s3.send(new ListPartsCommand(gone))).rejects.toThrow(refused('NoSuchUpload', 404));
    await expect(upload('pending/a', first, 2, Buffer.from('x'))).rejects.toThrow(
      refused('NoSuchUpload', 404),
    );
    expect(await readdir(path.join(listener.folder, '.temporary'))).toEqual([]);
  });
});
