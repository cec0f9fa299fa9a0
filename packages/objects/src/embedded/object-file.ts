import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { WellspringError } from '@wellspring/errors';
import { startChecksum, type ChecksumAlgorithm, type Checksums } from '../checksum/checksum.js';
import { isErrno } from './durable-folder.js';
import type { ObjectMetadata } from './object-metadata.js';

/**
 * One object is one file: its bytes from offset 0, then its metadata as JSON, then a footer of 16
 * bytes: the JSON's length, its CRC-32, and eight fixed bytes. So data and metadata become visible
 * in one rename and cannot tear, and the digests, known only at the end, need no second pass.
 */
const footerLength = 16;
const mark = Buffer.from('WSOBJ\r\n\x01', 'latin1');
/** One read takes in the footer and the metadata of nearly every object. */
const tailLength = 2048;

/** What was seen while the bytes went to the disk. */
export interface WrittenContent {
  readonly size: number;
  /** 16 bytes; undefined where it was not asked for. */
  readonly md5: Buffer | undefined;
  readonly checksums: Checksums;
}

export interface WriteOptions {
  /** Whether to take the MD5: it costs more than anything else here (0.6 GB/s). */
  readonly md5: boolean;
  /** Checksums to take besides. */
  readonly checksums: readonly ChecksumAlgorithm[];
  /** The write fails as `entity-too-large` where there are more bytes. */
  readonly maxBytes: number;
  /** Called after the last byte; what it throws (a digest that does not match) undoes the write. */
  readonly describe: (content: WrittenContent) => ObjectMetadata;
}

/**
 * Writes a new file of that name, and has it on the disk when it resolves. On any failure no file
 * is left.
 */
export async function writeObjectFile(
  file: string,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: WriteOptions,
): Promise<ObjectMetadata> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const content = await writeContent(handle, body, options);
    const metadata = options.describe(content);
    await writeWhole(handle, encodeTail(metadata));
    await handle.sync();
    await handle.close();
    return metadata;
  } catch (error) {
    await handle.close();
    await rm(file, { force: true });
    throw error;
  }
}

async function writeContent(
  handle: FileHandle,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: WriteOptions,
): Promise<WrittenContent> {
  const md5 = options.md5 ? startChecksum('md5') : undefined;
  const running = options.checksums.map((algorithm) => [algorithm, startChecksum(algorithm)] as const);
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > options.maxBytes)
      throw new WellspringError('entity-too-large', 'Your proposed upload exceeds the maximum allowed size');
    const written = writeWhole(handle, chunk);
    md5?.update(chunk);
    for (const [, checksum] of running) checksum.update(chunk);
    await written;
  }
  const checksums = running.map(([algorithm, checksum]) => [algorithm, checksum.digest().toString('base64')]);
  return { size, md5: md5?.digest(), checksums: Object.fromEntries(checksums) as Checksums };
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
}

function encodeTail(metadata: ObjectMetadata): Buffer {
  const json = Buffer.from(JSON.stringify(metadata));
  const footer = Buffer.alloc(footerLength);
  footer.writeUInt32BE(json.length, 0);
  footer.writeUInt32BE(crc32(json), 4);
  mark.copy(footer, 8);
  return Buffer.concat([json, footer]);
}

/** An object file that is open: what is read from it stays the same when the object is replaced. */
export interface OpenObject {
  readonly metadata: ObjectMetadata;
  /** The bytes from `start` to `end`, both inclusive, default all. The stream closes the file; one call only. */
  read(start?: number, end?: number): Readable;
  /** For whoever does not read. */
  close(): Promise<void>;
}

/** @throws WellspringError `object-unreadable` for a file that is not whole */
export async function openObjectFile(file: string): Promise<OpenObject | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    // ELOOP: a symbolic link, which the store never makes and never follows.
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG')) return undefined;
    throw error;
  }
  try {
    const metadata = await readTail(handle);
    return {
      metadata,
      read: (start = 0, end = metadata.size - 1) =>
        end < start
          ? emptyStream(handle)
          : handle.createReadStream({ start, end, highWaterMark: 256 * 1024 }),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The metadata alone. */
export async function readObjectMetadata(file: string): Promise<ObjectMetadata | undefined> {
  const object = await openObjectFile(file);
  await object?.close();
  return object?.metadata;
}

async function readTail(handle: FileHandle): Promise<ObjectMetadata> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - tailLength), size);
  const footer = tail.subarray(-footerLength);
  if (footer.length < footerLength || !footer.subarray(8).equals(mark)) throw damaged();
  const jsonLength = footer.readUInt32BE(0);
  const dataLength = size - footerLength - jsonLength;
  if (dataLength < 0) throw damaged();
  const json =
    jsonLength + footerLength <= tail.length
      ? tail.subarray(tail.length - footerLength - jsonLength, -footerLength)
      : await readAt(handle, dataLength, size - footerLength);
  if (crc32(json) !== footer.readUInt32BE(4)) throw damaged();
  const metadata = JSON.parse(json.toString()) as ObjectMetadata;
  if (metadata.size !== dataLength) throw damaged();
  return metadata;
}

async function readAt(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  let at = 0;
  while (at < buffer.length) {
    const { bytesRead } = await handle.read(buffer, at, buffer.length - at, from + at);
    if (bytesRead === 0) throw damaged();
    at += bytesRead;
  }
  return buffer;
}

function emptyStream(handle: FileHandle): Readable {
  return new Readable({
    read() {
      this.push(null);
    },
    destroy(error, done) {
      handle.close().then(
        () => {
          done(error);
        },
        (failure: unknown) => {
          done(error ?? (failure as Error));
        },
      );
    },
  });
}

function damaged(): WellspringError {
  return new WellspringError('object-unreadable', 'The file of this object is damaged');
}
