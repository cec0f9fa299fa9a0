import { setTimeout as sleep } from 'node:timers/promises';
import { signedFetch, type SignedFetch } from '@wellspring/access/testing';
import type { ServerProcess } from '@wellspring/server/testing';
import { identityOf } from '../program-commands.js';
import type { LoadedStore } from '../search/loaded-store.js';
import { serverMeter, type Used } from '../server-meter.js';

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
 * @param target the path of the kick-off below the data store's base
 * @param idleSeconds to wait before, so that what only requests load counts as idle
 */
export async function measuredExport(
  server: ServerProcess,
  { dataFolder, storeId }: Pick<LoadedStore, 'dataFolder' | 'storeId'>,
  target: string,
  idleSeconds: number,
): Promise<ExportFigures> {
  const { credentials, region } = identityOf(dataFolder);
  const fetchFhir = signedFetch({ credentials, region, service: 'healthlake' });
  const base = `${server.endpoint}/datastore/${storeId}/r4`;
  const meter = await serverMeter(server.pid, dataFolder);
  try {
    await (await fetchFhir(`${base}/Patient?_count=1`)).arrayBuffer();
    await sleep(idleSeconds * 1000);
    const { result, used } = await meter.during(() => exportOnce(fetchFhir, `${base}/${target}`));
    const [status, manifest] = result;
    await fetchFhir(status, { method: 'DELETE' });
    const { submitTime, endTime } = manifest.exportJobProperties;
    const resources = manifest.output.reduce((sum, { count }) => sum + count, 0);
    const seconds = (Date.parse(endTime) - Date.parse(submitTime)) / 1000;
    return { resources, seconds, resourcesPerSecond: resources / seconds, used };
  } finally {
    await meter.close();
  }
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
