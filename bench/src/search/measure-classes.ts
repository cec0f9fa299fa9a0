import type { ServerProcess } from '@wellspring/server/testing';
import { credentialsOf } from '../program-commands.js';
import type { ClassFigures } from './class-figures.js';
import { startLoadProcess, type LoadProcess } from './load-process.js';
import type { LoadedStore } from './loaded-store.js';
import { processorTime } from './processor-time.js';
import type { SearchClass } from './search-classes.js';

/** How much is sent. */
export interface LoadSize {
  readonly requests: number;
  readonly warmUp: number;
  readonly concurrency: number;
  /** No class takes longer than this, whatever is left of its requests; the same for its warm-up. */
  readonly seconds: number;
}

/** Of measured answers one in so many is parsed and checked in full; of the warm-up's, each. */
const checkEvery = 16;
/** Pages behind the deep one that are searched besides it. */
const furtherPages = 15;

/** Measures one class after the other on a running server. */
export async function measureClasses(
  server: ServerProcess,
  store: LoadedStore,
  classes: readonly SearchClass[],
  size: LoadSize,
): Promise<readonly ClassFigures[]> {
  const credentials = credentialsOf(store.dataFolder);
  const generator = await startLoadProcess({
    endpoint: server.endpoint,
    base: `${server.endpoint}/datastore/${store.storeId}/r4/`,
    credentials: {
      accessKeyId: credentials.AWS_ACCESS_KEY_ID,
      secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
    },
    region: credentials.AWS_DEFAULT_REGION,
    concurrency: size.concurrency,
  });
  try {
    const figures: ClassFigures[] = [];
    for (const searchClass of classes)
      figures.push(
        await measure(searchClass, generator, size, () => processorTime(server.pid, store.dataFolder)),
      );
    return figures;
  } finally {
    await generator.stop();
  }
}

async function measure(
  { name, draw, hits, total, page, target }: SearchClass,
  generator: LoadProcess,
  { requests, warmUp, seconds }: LoadSize,
  processor: () => ReturnType<typeof processorTime>,
): Promise<ClassFigures> {
  if (!draw) return { name, available: false, reason: 'the data has too little to search for' };
  const refusal = await generator.probe(draw());
  if (refusal !== undefined) return { name, available: false, reason: refusal };
  let next = draw;
  if (page !== undefined) {
    const pages = await generator.walk(draw(), page, furtherPages);
    if (pages.length === 0) return { name, available: false, reason: `there is no page ${page}` };
    let turn = 0;
    next = () => pages[turn++ % pages.length]!;
  }
  const expectation = { hits, ...(total !== undefined && { total }) };
  const searches = (count: number): readonly string[] => Array.from({ length: count }, next);
  const warm = await generator.load({ searches: searches(warmUp), expectation, checkEvery: 1, seconds });
  const before = processor();
  const load = await generator.load({ searches: searches(requests), expectation, checkEvery, seconds });
  const after = processor();
  const each = (used: number): number => (used * 1e6) / load.requests;
  return {
    name,
    available: true,
    target,
    // An error of the warm-up is one all the same: its answers are checked in full.
    load: {
      ...load,
      errors: warm.errors + load.errors,
      ...(warm.firstError !== undefined && { firstError: warm.firstError }),
    },
    processor:
      before && after
        ? { server: each(after.server - before.server), database: each(after.database - before.database) }
        : undefined,
  };
}
