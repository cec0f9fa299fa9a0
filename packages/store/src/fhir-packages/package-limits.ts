/** How much a package may be. */
export interface PackageLimits {
  /** Bytes of the archive as it comes. */
  readonly archiveBytes: number;
  /** Bytes of all that is in it. */
  readonly unpackedBytes: number;
  /** Bytes of one file: it is held in memory, and takes some five times that while it is read. */
  readonly fileBytes: number;
  /** Entries of the archive, folders and files that are left out included. */
  readonly files: number;
}

const MB = 1_000_000;

/** The largest packages that HL7 publishes (terminology, national guides) are a tenth of this. */
export const defaultPackageLimits: PackageLimits = {
  archiveBytes: 200 * MB,
  unpackedBytes: 2_000 * MB,
  fileBytes: 32 * MB,
  files: 100_000,
};
