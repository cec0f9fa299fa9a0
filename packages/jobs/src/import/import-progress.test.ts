import { describe, expect, it } from 'vitest';
import { jobProgressReport, noProgress } from './import-progress.js';

describe('jobProgressReport', () => {
  it('has the members of the service, sizes in MB', () => {
    const progress = {
      ...noProgress,
      scannedFiles: 1,
      scannedBytes: 23_627,
      failedFiles: 2,
      throughput: 5000.5,
    };
    expect(jobProgressReport(progress)).toEqual({
      TotalNumberOfScannedFiles: 1,
      // The figure of the service's own example manifest.
      TotalSizeOfScannedFilesInMB: 0.023627,
      TotalNumberOfImportedFiles: 0,
      TotalNumberOfResourcesScanned: 0,
      TotalNumberOfResourcesImported: 0,
      TotalNumberOfResourcesWithCustomerError: 0,
      TotalNumberOfFilesReadWithCustomerError: 2,
      TotalNumberOfScannedNonFhirFiles: 0,
      TotalSizeOfScannedNonFhirFilesInMB: 0,
      Throughput: 5000.5,
    });
  });
});
