/** Limits of S3: 10,000 parts of at most 5 GiB, each but the last of at least 5 MiB, 5 TiB together. */
export const maxParts = 10_000;
export const minPartBytes = 5 * 1024 ** 2;
export const maxPutBytes = 5 * 1024 ** 3;
export const maxObjectBytes = 5 * 1024 ** 4;
