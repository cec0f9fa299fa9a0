import { WellspringError } from '@wellspring/errors';
import type { QualityReport } from '@wellspring/fhir';
import { qualityKind, qualityPage } from '@wellspring/jobs';
import type { Exchange } from '../../interactions/exchange.js';
import { requireJsonAcceptable } from '../../request/content-negotiation.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { invalid, readJobParameters, requireNoBody } from '../administration/job-parameters.js';
import { jobsOf } from '../administration/job-status.js';
import type { Operation } from '../operation.js';
import { plainJson, prefersPage } from './answer-form.js';
import { cancelled, isJobId, qualityStatus } from './quality-status.js';

/**
 * `$data-quality`: the newest report on the quality of the data of a data store, or of what an import wrote, for
 * programs and for people; and new ones, as jobs. A report names resources by their ids, so whoever reads it must
 * be allowed to search.
 */
export const dataQuality: Operation = {
  name: qualityKind,
  definition: 'urn:wellspring:operation:data-quality',
  levels: [
    { level: 'system', methods: ['GET', 'POST'] },
    { level: 'job', methods: ['GET', 'DELETE'] },
  ],
  negotiates: true,
  answersOther: true,
  run: (exchange, target) => {
    const { method } = exchange.request;
    if (target.level === 'job')
      return method === 'DELETE' ? cancelled(exchange, target.jobId) : qualityStatus(exchange, target.jobId);
    return method === 'POST' ? start(exchange) : newest(exchange);
  },
};

/** Moments of the past that are shown where the request does not say how many. */
const SHOWN_MOMENTS = 30;
const MOST_MOMENTS = 1000;

async function newest(exchange: Exchange): Promise<FhirResponse> {
  const { store, query } = exchange;
  const asPage = prefersPage(exchange);
  const parameters = readJobParameters(query, ['import', '_history']);
  const importId = importOf(parameters.get('import'));
  const most = momentsOf(parameters.get('_history'));
  const report = await store.qualityReports.newest(importId);
  if (report === undefined) throw new WellspringError('quality-report-not-found', missing(importId));
  const history = importId === undefined ? await store.qualityReports.history(most) : [];
  if (asPage) return page(report, history);
  return plainJson(exchange, 200, { ...report, ...(importId === undefined && { history }) });
}

function page(report: QualityReport, history: Parameters<typeof qualityPage>[1]): FhirResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    body: [Buffer.from(qualityPage(report, history))],
  };
}

async function start(exchange: Exchange): Promise<FhirResponse> {
  const { store, query, request, base } = exchange;
  requireJsonAcceptable(request, query);
  const jobs = jobsOf(exchange);
  const importJobId = importOf(readJobParameters(query, ['import']).get('import'));
  await requireNoBody(request, exchange.maxBodyBytes);
  const job = await jobs.startQuality({
    kind: qualityKind,
    dataStoreId: store.id,
    ...(importJobId !== undefined && { importJobId }),
  });
  const { jobId, status } = job;
  const answer = plainJson(exchange, 202, { jobId, jobStatus: status });
  return {
    ...answer,
    headers: { ...answer.headers, 'content-location': `${base}/$${qualityKind}/${jobId}` },
  };
}

function missing(importId: string | undefined): string {
  return importId === undefined
    ? 'There is no report on this data store yet; POST to $data-quality has one made'
    : 'There is no report on an import with this id, or not yet';
}

function importOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!isJobId(text)) throw invalid('import must be the id of an import job');
  return text;
}

function momentsOf(text: string | undefined): number {
  // `?_history` alone asks for what is shown anyway.
  if (text === undefined || text === '') return SHOWN_MOMENTS;
  if (!/^\d{1,4}$/.test(text) || Number(text) > MOST_MOMENTS)
    throw invalid(`_history is how many earlier reports to show, ${MOST_MOMENTS} at most`);
  return Number(text);
}
