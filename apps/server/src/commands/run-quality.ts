import { setTimeout as sleep } from 'node:timers/promises';
import type { QualityReport } from '@wellspring/fhir';
import type { Connection } from './connection.js';
import { signedRequest } from './signed-request.js';

/** How such a job stands, as the data plane says. */
export interface QualityStatus {
  readonly jobId: string;
  readonly status: string;
  readonly message?: string;
  readonly resources: number;
  readonly estimatedResources?: number;
}

const POLL_MS = 500;

/** Has a report made, and follows it to its end. */
export async function runQuality(
  connection: Connection,
  storeId: string,
  onProgress: (status: QualityStatus) => void,
): Promise<void> {
  const started = await signedRequest(connection, storeId, 'POST', '$data-quality');
  const { jobId } = (await started.json()) as { readonly jobId: string };
  for (;;) {
    const answer = await signedRequest(connection, storeId, 'GET', `$data-quality/${jobId}`);
    const status = (await answer.json()) as QualityStatus;
    onProgress(status);
    switch (status.status) {
      case 'COMPLETED':
        return;
      case 'SUBMITTED':
      case 'QUEUED':
      case 'IN_PROGRESS':
        await sleep(POLL_MS);
        break;
      default:
        throw new Error(`the report is ${status.status}: ${status.message ?? 'it was cancelled'}`);
    }
  }
}

/** The newest report of a data store. */
export async function newestReport(connection: Connection, storeId: string): Promise<QualityReport> {
  return (await (await signedRequest(connection, storeId, 'GET', '$data-quality')).json()) as QualityReport;
}

/** The newest report as a page. */
export async function newestPage(connection: Connection, storeId: string): Promise<string> {
  return (await signedRequest(connection, storeId, 'GET', '$data-quality', 'text/html')).text();
}
