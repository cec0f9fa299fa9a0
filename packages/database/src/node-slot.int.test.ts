import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { connect, type Database } from './connect.js';
import { allocateNode, nodeSlots, type NodeSlot } from './node-slot.js';
import { testDatabase, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await testDatabase();
  database = connect({ url: test.url, max: 5 });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

async function allocate(): Promise<NodeSlot> {
  const slot = await allocateNode(database);
  onTestFinished(() => slot.release());
  return slot;
}

const locks = `FROM pg_locks WHERE locktype = 'advisory' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

async function taken(): Promise<number[]> {
  const rows = await database.query<{ node: number }>(`SELECT objid::int AS node ${locks} ORDER BY objid`);
  return rows.map(({ node }) => node);
}

async function cutConnection(node: number): Promise<void> {
  await database.query(`SELECT pg_terminate_backend(pid) ${locks} AND objid = $1`, [node]);
}

it('gives every process a number of its own, and takes only that', async () => {
  const slots = await Promise.all([allocate(), allocate(), allocate()]);
  const nodes = slots.map(({ node }) => node).sort((a, b) => a - b);
  expect(new Set(nodes).size).toBe(3);
  expect(await taken()).toEqual(nodes);
  for (const node of nodes) expect(node).toBeGreaterThanOrEqual(0);
  for (const node of nodes) expect(node).toBeLessThan(nodeSlots);
});

it('gives a number back', async () => {
  const slot = await allocate();
  await slot.release();
  await slot.release();
  await vi.waitFor(async () => {
    expect(await taken()).toEqual([]);
  });
});

it('takes the same number again when its connection breaks', async () => {
  const slot = await allocate();
  const { node } = slot;
  await cutConnection(node);
  await vi.waitFor(
    async () => {
      expect(await taken()).toEqual([node]);
    },
    { timeout: 10_000 },
  );
  await vi.waitFor(() => {
    expect(slot.node).toBe(node);
  });
});

it('gives no number while it is lost, since another process might take it', async () => {
  const slot = await allocate();
  const { node } = slot;
  const other = await database.dedicated('test');
  onTestFinished(() => other.end());
  // Whoever waits for the lock gets it before it can be taken again.
  const taking = other.query('SELECT pg_advisory_lock($1, $2)', [0x574e4f44, node]);
  await vi.waitFor(async () => {
    const waiting = await database.query('SELECT 1 FROM pg_locks WHERE objid = $1 AND NOT granted', [node]);
    expect(waiting).toHaveLength(1);
  });
  const seen = new Set<unknown>();
  await cutConnection(node);
  await taking;
  await vi.waitFor(
    () => {
      try {
        seen.add(slot.node);
      } catch (error) {
        seen.add((error as { code: unknown }).code);
      }
      expect([...seen].some((each) => typeof each === 'number' && each !== node)).toBe(true);
    },
    { interval: 1 },
  );
  expect(slot.node).not.toBe(node);
});

it('takes a number that is not likely the one that was given back last', async () => {
  const nodes = new Set<number>();
  for (let round = 0; round < 8; round++) {
    const slot = await allocateNode(database);
    nodes.add(slot.node);
    await slot.release();
  }
  // All eight alike by chance: once in 10^21.
  expect(nodes.size).toBeGreaterThan(1);
});

it('says when none is left', async () => {
  const client = await database.dedicated('test');
  onTestFinished(() => client.end());
  await client.query('SELECT pg_advisory_lock($1, n) FROM generate_series(0, $2::int - 1) AS n', [
    0x574e4f44,
    nodeSlots,
  ]);
  await expect(allocateNode(database)).rejects.toMatchObject({ code: 'no-node-slot' });
  await client.query('SELECT pg_advisory_unlock($1, 1023)', [0x574e4f44]);
  expect((await allocate()).node).toBe(1023);
});
