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
/** How long one answer may take, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Has a report made, and follows it to its end. */
export async function runQuality(
  connection: Connection,
  storeId: string,
  onProgress: (status: QualityStatus) => void,
): Promise<void> {
  const started = await ask(connection, storeId, 'POST');
  const { jobId } = JSON.parse(started) as { readonly jobId: string };
  for (;;) {
    const answer = await ask(connection, storeId, 'GET', `/${jobId}`);
    const status = JSON.parse(answer) as QualityStatus;
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
  return JSON.parse(await ask(connection, storeId, 'GET')) as QualityReport;
}

/** The newest report as a page. */
export async function newestPage(connection: Connection, storeId: string): Promise<string> {
  return ask(connection, storeId, 'GET', '', 'text/html');
}

function ask(
  connection: Connection,
  storeId: string,
  method: 'GET' | 'POST',
  below = '',
  accept = 'application/json',
): Promise<string> {
  const path = `$data-quality${below}`;
  return signedRequest(connection, { method, storeId, path, accept, patienceMs: PATIENCE_MS });
}
