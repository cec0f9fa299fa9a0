import { expect, it } from 'vitest';
import { importEnd } from './import-end.js';
import { noProgress } from './import-progress.js';

const output = { bucket: 'logs', key: 'in/1-FHIR_IMPORT-2/' };

it.each([
  [{ importedResources: 5 }, 'COMPLETED', undefined],
  [{ customerErrors: 1 }, 'COMPLETED_WITH_ERRORS', undefined],
  [{ failedFiles: 1 }, 'COMPLETED_WITH_ERRORS', undefined],
  [
    { serverErrors: 3 },
    'COMPLETED_WITH_ERRORS',
    '3 resources could not be stored because of a fault of the server: see s3://logs/in/1-FHIR_IMPORT-2/FAILURE/ and the log of the server',
  ],
])('%j ends as %s', (counts, status, message) => {
  const progress = { ...noProgress, ...counts };
  expect(importEnd(progress, output)).toEqual({
    status,
    progress,
    ...(message !== undefined && { message }),
  });
});
