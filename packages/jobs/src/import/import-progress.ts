/**
 * What an import has done so far, the source of the HealthLake JobProgressReport and the manifest.
 * Sizes are bytes of the objects as stored (compressed, where they are).
 */
export interface ImportProgress {
  /** FHIR files found below the input. */
  readonly scannedFiles: number;
  readonly scannedBytes: number;
  /** Files read to their end. */
  readonly importedFiles: number;
  /** Files that could not be read to their end, or at all. */
  readonly failedFiles: number;
  /** Other files below the input: found, counted and left alone. */
  readonly nonFhirFiles: number;
  readonly nonFhirBytes: number;
  /** Lines read that were not blank. */
  readonly scannedResources: number;
  readonly importedResources: number;
  /** Bytes of the lines imported, uncompressed. */
  readonly importedBytes: number;
  /** Lines refused because of what they hold. */
  readonly customerErrors: number;
  /** Lines that the server could not store. */
  readonly serverErrors: number;
  /** Resources a second, over the time the job has run. */
  readonly throughput: number;
}

/** Nothing done yet. */
export const noProgress: ImportProgress = {
  scannedFiles: 0,
  scannedBytes: 0,
  importedFiles: 0,
  failedFiles: 0,
  nonFhirFiles: 0,
  nonFhirBytes: 0,
  scannedResources: 0,
  importedResources: 0,
  importedBytes: 0,
  customerErrors: 0,
  serverErrors: 0,
  throughput: 0,
};

/** The HealthLake JobProgressReport; sizes in MB of 1,000,000 bytes. */
export interface JobProgressReport {
  readonly TotalNumberOfScannedFiles: number;
  readonly TotalSizeOfScannedFilesInMB: number;
  readonly TotalNumberOfImportedFiles: number;
  readonly TotalNumberOfResourcesScanned: number;
  readonly TotalNumberOfResourcesImported: number;
  readonly TotalNumberOfResourcesWithCustomerError: number;
  readonly TotalNumberOfFilesReadWithCustomerError: number;
  readonly TotalNumberOfScannedNonFhirFiles: number;
  readonly TotalSizeOfScannedNonFhirFilesInMB: number;
  readonly Throughput: number;
}

/**
 * The progress of an import as DescribeFHIRImportJob returns it.
 *
 * @see https://docs.aws.amazon.com/healthlake/latest/APIReference/API_JobProgressReport.html
 * @example
 * jobProgressReport(record.progress ?? noProgress).TotalNumberOfResourcesImported
 */
export function jobProgressReport(progress: ImportProgress): JobProgressReport {
  return {
    TotalNumberOfScannedFiles: progress.scannedFiles,
    TotalSizeOfScannedFilesInMB: megabytes(progress.scannedBytes),
    TotalNumberOfImportedFiles: progress.importedFiles,
    TotalNumberOfResourcesScanned: progress.scannedResources,
    TotalNumberOfResourcesImported: progress.importedResources,
    TotalNumberOfResourcesWithCustomerError: progress.customerErrors,
    TotalNumberOfFilesReadWithCustomerError: progress.failedFiles,
    TotalNumberOfScannedNonFhirFiles: progress.nonFhirFiles,
    TotalSizeOfScannedNonFhirFilesInMB: megabytes(progress.nonFhirBytes),
    // "The transaction rate the import job is processed at": resources a second.
    Throughput: progress.throughput,
  };
}

/** Bytes as MB of 1,000,000 bytes, to the byte: the manifest of HealthLake has six decimals. */
export function megabytes(bytes: number): number {
  return bytes / 1_000_000;
}
