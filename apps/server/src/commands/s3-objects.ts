import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Connection } from './connection.js';
import type { S3Place } from './s3-uri.js';

/** Every key below a prefix. */
export async function* listKeys(connection: Connection, place: S3Place): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const page = await connection.s3.send(
      new ListObjectsV2Command({
        Bucket: place.bucket,
        Prefix: place.prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** Reads one object as a stream. */
export async function readObject(connection: Connection, bucket: string, key: string): Promise<Readable> {
  const { Body } = await connection.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body === undefined) throw new Error(`the object ${key} has no content`);
  return Body as Readable;
}

/** Deletes every object below a prefix. */
export async function removeObjects(connection: Connection, place: S3Place): Promise<void> {
  const keys: string[] = [];
  for await (const key of listKeys(connection, place)) keys.push(key);
  for (const key of keys)
    await connection.s3.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: key }));
}
