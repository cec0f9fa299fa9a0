import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.js';
import { crc64nvme } from './crc64nvme.js';

/**
 * The checksums of S3 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html),
 * by the end of their header's name: `x-amz-checksum-crc32c`.
 */
export const checksumAlgorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/**
 * Whether a checksum was taken over the object's bytes, or, for an object that was uploaded in
 * parts, over the checksums of the parts.
 */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** Checksums in base64, as S3 carries them; a composite one ends in `-` and the number of parts. */
export type Checksums = Readonly<Partial<Record<ChecksumAlgorithm, string>>>;

/** A checksum in the making. */
export interface RunningChecksum {
  update(data: Uint8Array): void;
  /** The finished checksum; nothing may be added afterwards. */
  digest(): Buffer;
}

export function startChecksum(algorithm: ChecksumAlgorithm | 'md5'): RunningChecksum {
  switch (algorithm) {
    case 'crc32':
      return running32((data, previous) => crc32(data, previous));
    case 'crc32c':
      return running32(crc32c);
    case 'crc64nvme':
      return running64();
    case 'md5':
    case 'sha1':
    case 'sha256':
      return createHash(algorithm);
    default:
      return algorithm satisfies never;
  }
}

/** The bytes in a checksum, before base64. */
export const checksumLength: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

/** Reads an algorithm's name as the API writes it (`CRC32C`), in any case. */
export function checksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  const lower = name.toLowerCase();
  return checksumAlgorithms.find((algorithm) => algorithm === lower);
}

function running32(step: (data: Uint8Array, previous: number) => number): RunningChecksum {
  let value = 0;
  return {
    update: (data) => {
      value = step(data, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

function running64(): RunningChecksum {
  let value = { high: 0, low: 0 };
  return {
    update: (data) => {
      value = crc64nvme(data, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(value.high);
      bytes.writeUInt32BE(value.low, 4);
      return bytes;
    },
  };
}
