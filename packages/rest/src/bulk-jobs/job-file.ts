import type { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import type { Interaction } from '../routing/interaction.js';
import type { Exchange } from '../interactions/exchange.js';
import { parseMediaType } from '../request/media-type.js';
import { jobsOf, knownJob } from './known-job.js';
import { outcomeLines } from './outcome-lines.js';

/** The names of the one format (https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters). */
const formats: ReadonlySet<string> = new Set([
  'application/fhir+ndjson',
  'application/ndjson',
  'application/x-ndjson',
  'ndjson',
  'application/*',
  '*/*',
  '',
  // "If the client has sent an Accept header that is not supported": FHIR clients send their own with everything.
  'application/fhir+json',
  'application/json',
]);

/**
 * A file of a job, streamed: of an export as it was written, of an import the OperationOutcomes of refused lines.
 *
 * @see https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-output-file-request
 * @throws WellspringError `job-not-found`, `bulk-files-gone`, `not-acceptable`
 */
export async function jobFile(
  exchange: Exchange,
  { job: kind, jobId, name }: Extract<Interaction, { kind: 'job-file' }>,
): Promise<HttpResponse> {
  const ranges = (exchange.request.headers['accept'] ?? '*/*').split(',').map(parseMediaType);
  if (!ranges.some((range) => formats.has(range.name) && Number(range.parameters.get('q') ?? 1) > 0))
    throw new WellspringError('not-acceptable', 'The file is application/fhir+ndjson, nothing else');
  const job = await knownJob(exchange, kind, jobId);
  const { expiresAt, filesRemovedAt } = job;
  if (filesRemovedAt !== undefined || (expiresAt !== undefined && expiresAt <= new Date()))
    throw new WellspringError(
      'bulk-files-gone',
      'The files of the job were kept for their time, and removed',
    );
  const file = await jobsOf(exchange).openFile(job, name);
  if (file === undefined) throw new WellspringError('resource-not-found', 'The job has no such file');
  const headers = { 'content-type': 'application/fhir+ndjson' };
  return kind === 'export'
    ? answer(file.body, { ...headers, 'content-length': String(file.size) })
    : answer(outcomeLines(file.body), headers);
}

function answer(body: Readable, headers: Readonly<Record<string, string>>): HttpResponse {
  return { status: 200, headers, body };
}
