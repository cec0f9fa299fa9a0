import { setTimeout as sleep } from 'node:timers/promises';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import type { Authorization } from '../rest/rest-orders.js';
import type { ServerMeter, Used } from '../server-meter.js';

/** What came of an export. */
export interface ExportFigures {
  readonly resources: number;
  /** From submission to COMPLETED, the second that a bulk export waits before its snapshot included. */
  readonly seconds: number;
  readonly resourcesPerSecond: number;
  readonly used: Used | undefined;
}

interface Manifest {
  readonly output: readonly { readonly count: number }[];
  readonly exportJobProperties: { readonly submitTime: string; readonly endTime: string };
}

/**
 * A real bulk export, kicked off by GET; its files are removed again.
 *
 * @param base with a slash at the end
 * @param target the path of the kick-off below it
 * @param idleSeconds to wait before, so that what only requests load counts as idle
 */
export async function measuredExport(
  base: string,
  { credentials, region }: Extract<Authorization, { kind: 'signature' }>,
  meter: ServerMeter,
  target: string,
  idleSeconds: number,
): Promise<ExportFigures> {
  const fetchFhir = signedFetch({ credentials, region, service: 'healthlake' });
  await (await fetchFhir(`${base}Patient?_count=1`)).arrayBuffer();
  await sleep(idleSeconds * 1000);
  const { result, used } = await meter.during(() => exportOnce(fetchFhir, `${base}${target}`));
  const [status, manifest] = result;
  await fetchFhir(status, { method: 'DELETE' });
  const { submitTime, endTime } = manifest.exportJobProperties;
  const resources = manifest.output.reduce((sum, { count }) => sum + count, 0);
  const seconds = (Date.parse(endTime) - Date.parse(submitTime)) / 1000;
  return { resources, seconds, resourcesPerSecond: resources / seconds, used };
}

async function exportOnce(fetchFhir: SignedFetch, url: string): Promise<readonly [string, Manifest]> {
  const headers = { prefer: 'respond-async', accept: 'application/fhir+json' };
  const accepted = await fetchFhir(url, { headers });
  const status = accepted.headers.get('content-location');
  if (status === null) throw new Error(`${String(accepted.status)} ${await accepted.text()}`);
  for (;;) {
    const answer = await fetchFhir(status);
    if (answer.status === 200) return [status, (await answer.json()) as Manifest];
    if (answer.status !== 202) throw new Error(`${String(answer.status)} ${await answer.text()}`);
    await answer.arrayBuffer();
    await sleep(500);
  }
}
