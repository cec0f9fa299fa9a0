import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Database } from '@wellspring/database';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createVersionClock, type VersionClock } from '../clock/version-clock.js';
import type { DataStore } from '../data-store.js';
import type { StoredVersion } from '../read/stored-version.js';
import { createRegistry } from '../registry/data-store-registry.js';
import { observation } from '../testing/made-up.js';
import { resource, testStores, type TestStores } from '../testing/test-store.js';
import { announceWriter, fenceOf } from './fence.js';

let stores: TestStores;
let databases: Database[];
beforeAll(async () => {
  stores = await testStores();
  databases = [1, 2].map(() => connect({ url: stores.url, max: 8 }));
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await stores.end();
});

const ids = ['a', 'b', 'c', 'd'] as const;
const pauses = fc.nat(120);
const fates = fc.constantFrom('commit', 'commit', 'rollback', 'broken' as const);

/** What one writer does next. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), number: fc.nat(50) }),
  fc.record({ kind: fc.constant('update' as const), id: fc.constantFrom(...ids), number: fc.nat(50) }),
  fc.record({ kind: fc.constant('delete' as const), id: fc.constantFrom(...ids) }),
  fc.record({
    kind: fc.constant('bulk' as const),
    writes: fc.array(fc.tuple(fc.constantFrom(...ids), fc.nat(50)), { minLength: 1, maxLength: 6 }),
    pause: pauses,
    fails: fc.boolean(),
  }),
  // Transactions of somebody's own: an id is taken, a while later its row written, a while later it is committed.
  fc.record({
    kind: fc.constant('late' as const),
    announced: fc.boolean(),
    rows: fc.integer({ min: 1, max: 3 }),
    before: pauses,
    after: pauses,
    fate: fates,
  }),
);
type Late = Extract<typeof step extends fc.Arbitrary<infer Step> ? Step : never, { kind: 'late' }>;

/** A change that was committed, and between which moments it was. */
interface Written {
  readonly start: number;
  readonly end: number;
}

it('shows each change once, in one order, that of the commits and of the versions, to all readers', async () => {
  let runs = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 4, maxLength: 9 }), { minLength: 5, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 3 }),
      async (writers, pageSizes) => {
        const store = await stores.store();
        const nodes = await Promise.all(
          databases.map((database, node) =>
            createRegistry({ database, url: stores.url, slot: { node: 30 + node } }).open(store.id),
          ),
        );
        const written = new Map<bigint, Written>();
        const writing = new AbortController();
        const readers = pageSizes.map((count, reader) =>
          readAll(nodes[reader % nodes.length]!, count, reader === 0 ? 300 : 0, writing.signal),
        );
        await Promise.all(
          writers.map(async (steps, writer) => {
            const node = nodes[writer % nodes.length]!;
            const database = databases[writer % databases.length]!;
            const bulk = await stores.writer(store, 100 + writer);
            // Every third machine's clock is two seconds behind.
            const clock = createVersionClock({ node: 200 + writer }, () =>
              Math.floor(
                (performance.timeOrigin + performance.now() - (writer % 3 === 0 ? 2_000 : 0)) * 1000,
              ),
            );
            for (const each of steps) {
              const start = performance.now();
              const note = (versions: readonly { readonly vid: bigint }[]): void => {
                const end = performance.now();
                for (const { vid } of versions) written.set(vid, { start, end });
              };
              switch (each.kind) {
                case 'create':
                  note([await node.create(resource(observation(each.number)))]);
                  break;
                case 'update': {
                  const result = await node.update(resource(observation(each.number)), each.id);
                  if (result.outcome !== 'version-conflict') note([result.version]);
                  break;
                }
                case 'delete': {
                  const result = await node.delete('Observation', each.id);
                  if (result.outcome === 'deleted') note([result.version]);
                  break;
                }
                case 'bulk': {
                  const batch = each.writes.map(([id, number]) => resource(observation(number, id)));
                  await bulk
                    .write(bulk.prepare(batch), async () => {
                      await sleep(each.pause);
                      if (each.fails) throw new Error('given up');
                    })
                    .catch((error: unknown) => {
                      if (!(error instanceof Error && error.message === 'given up')) throw error;
                    });
                  break;
                }
                case 'late':
                  refused += await late(database, `ds_${store.id}`, each, clock, note);
                  break;
                default:
                  each satisfies never;
              }
            }
          }),
        );
        writing.abort();
        const feeds = await Promise.all(readers);

        const there = await stores.database.query<{ vid: bigint }>(
          `SELECT vid FROM ds_${store.id}.version ORDER BY vid`,
        );
        for (const feed of feeds) {
          expect(feed.map(({ vid }) => vid)).toEqual(there.map(({ vid }) => vid));
          const numbers = new Map<string, number>();
          let begun = 0;
          for (const { vid, type, id, version } of feed) {
            const name = `${type}/${id}`;
            expect([name, version]).toEqual([name, (numbers.get(name) ?? 0) + 1]);
            numbers.set(name, version);
            // What had been answered before another write began does not come after it. On one clock, that is.
            const when = Number(vid & 1023n) < 100 ? written.get(vid) : undefined;
            if (when === undefined) continue;
            expect(when.end).toBeGreaterThanOrEqual(begun);
            begun = Math.max(begun, when.start);
          }
        }
        runs += 1;
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
  expect(runs).toBe(8);
  // The law was put to the test: some came too late to the fence, and took a later id.
  expect(refused).toBeGreaterThan(0);
}, 120_000);

/** Reads on and on, until nothing is written any more and all is read. */
async function readAll(
  store: DataStore,
  count: number,
  waitMs: number,
  writing: AbortSignal,
): Promise<readonly StoredVersion[]> {
  const feed: StoredVersion[] = [];
  let since: string | undefined;
  for (;;) {
    const over = writing.aborted;
    const page = await store.changes({ count, waitMs, ...(since !== undefined && { since }) });
    expect(page.changes.length).toBeLessThanOrEqual(count);
    feed.push(...page.changes);
    since = page.next;
    if (over && page.changes.length === 0) return feed;
    if (page.changes.length === 0) await sleep(20);
  }
}

/** Writes rows as a transaction that takes its time; how often it was refused. */
async function late(
  database: Database,
  schema: string,
  { announced, rows, before, after, fate }: Late,
  clock: VersionClock,
  note: (versions: readonly { readonly vid: bigint }[]) => void,
): Promise<number> {
  for (let refused = 0; ; refused++) {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      if (announced) await announceWriter(client, schema, clock, 0);
      const vids = Array.from({ length: rows }, () => clock.next());
      await sleep(before);
      for (const vid of vids) await insert(client, schema, vid);
      await sleep(after);
      if (fate === 'broken') {
        client.release(true);
        return refused;
      }
      await client.query(fate === 'commit' ? 'COMMIT' : 'ROLLBACK');
      if (fate === 'commit') note(vids.map((vid) => ({ vid })));
      client.release();
      return refused;
    } catch (error) {
      await client.query('ROLLBACK');
      client.release();
      const fence = fenceOf(error);
      // Who announced itself is never refused.
      if (fence === undefined || announced) throw error;
      clock.startAfter(fence);
    }
  }
}

/** A version of a resource that nobody else writes. */
async function insert(client: pg.PoolClient, schema: string, vid: bigint): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.version (vid, self, part, version, type, method, id, body)
     VALUES ($1, 0, 0, 1, 1, 3, $2, NULL)`,
    [vid, `late-${String(vid)}`],
  );
}
