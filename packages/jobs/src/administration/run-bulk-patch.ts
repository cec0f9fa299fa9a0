import type { BulkPatchRequest } from './administration-job.js';
import type { AdministrationRun } from './administration-run.js';

export function runBulkPatch(
  _run: AdministrationRun,
  _request: BulkPatchRequest,
  _onServerError: (error: unknown) => void,
): Promise<void> {
  return Promise.reject(new Error('not yet'));
}
