import type { ServerProcess } from '@wellspring/server/testing';
import { credentialsOf, identityOf } from '../program-commands.js';
import { measuredClass, type RestClass, type RestResult } from '../rest/measured-class.js';
import { startRestProcess, type RestProcess } from '../rest/rest-process.js';
import type { RestRequest } from '../rest/rest-orders.js';
import { serverMeter } from '../server-meter.js';
import type { LoadedStore } from './loaded-store.js';
import type { SearchClass } from './search-classes.js';

/** How much is sent. */
export interface LoadSize {
  readonly requests: number;
  readonly warmUp: number;
  readonly concurrency: number;
  /** No class takes longer than this, whatever is left of its requests; the same for its warm-up. */
  readonly seconds: number;
}

/** Pages behind the deep one that are searched besides it. */
const furtherPages = 15;

/** Measures one class after the other on a running server. */
export async function measureClasses(
  server: ServerProcess,
  { dataFolder, storeId }: LoadedStore,
  classes: readonly SearchClass[],
  { requests, warmUp, concurrency, seconds }: LoadSize,
): Promise<readonly RestResult[]> {
  const meter = await serverMeter(server.pid, dataFolder);
  const generator = startRestProcess();
  try {
    await generator.aim({
      endpoint: server.endpoint,
      base: `${server.endpoint}/datastore/${storeId}/r4/`,
      authorization: identityOf(credentialsOf(dataFolder)),
      concurrency,
    });
    const results: RestResult[] = [];
    for (const searchClass of classes)
      results.push(
        await measuredClass(
          await drawnClass(searchClass, generator, concurrency, requests),
          generator,
          meter,
          {
            // All answers of the warm-up are parsed and checked in full.
            warmUp: { seconds, most: warmUp, checkEvery: 1 },
            measured: { seconds, most: requests },
          },
        ),
      );
    return results;
  } finally {
    await meter.close();
    await generator.stop();
  }
}

/** The searches of a class, so many of them; none where the data or the server has none. */
export async function drawnClass(
  { name, draw, hits, total, page, target }: SearchClass,
  generator: RestProcess,
  clients: number,
  count: number,
): Promise<RestClass> {
  let next = draw;
  if (draw && page !== undefined) {
    const pages = await generator.walk(draw(), page, furtherPages);
    let turn = 0;
    next = pages.length === 0 ? undefined : () => pages[turn++ % pages.length]!;
  }
  const search = { hits, ...(total !== undefined && { total }) };
  const request = (path: string): RestRequest => ({ method: 'GET', path, status: 200, resources: 1, search });
  const requests = next === undefined ? [] : Array.from({ length: count }, () => request(next()));
  return { name, clients, target, requests };
}
