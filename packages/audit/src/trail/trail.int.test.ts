import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeUpLine, testTrail, type TestTrail } from '../testing/test-trail.js';
import { verifyTrail } from '../verify/verify-trail.js';
import { unpackEvents } from './pack-events.js';
import { blocksFrom } from './read-blocks.js';

let trail: TestTrail;
beforeAll(async () => {
  trail = await testTrail();
});
afterAll(() => trail.end());

const verify = () => verifyTrail({ database: trail.database, keys: [trail.key] });
async function namesWritten(): Promise<string[]> {
  const names: string[] = [];
  for await (const { body } of blocksFrom(trail.database, 1n))
    for (const line of await unpackEvents(body))
      names.push((JSON.parse(line) as { readonly eventName: string }).eventName);
  return names;
}

describe('the trail', () => {
  it('is whole while it is empty', async () => {
    expect(await verify()).toEqual({
      blocks: 0,
      events: 0,
      first: undefined,
      last: undefined,
      problem: undefined,
    });
  });

  it('has what is written when the promise resolves, those that wait at the same time in one block', async () => {
    const node = trail.node();
    await node.write([madeUpLine('a0')]);
    expect(await namesWritten()).toEqual(['a0']);
    await Promise.all(Array.from({ length: 100 }, (_, at) => node.write([madeUpLine(`b${at}`)])));
    expect(await namesWritten()).toEqual(['a0', ...Array.from({ length: 100 }, (_, at) => `b${at}`)]);
    expect(await verify()).toMatchObject({ blocks: 2, events: 101, problem: undefined });
  });

  it('has what nobody waits for within a second, before what comes after it', async () => {
    const node = trail.node();
    expect(node.add([madeUpLine('c0')])).toBe(true);
    await expect.poll(namesWritten, { timeout: 1_000 }).toContain('c0');
    expect(node.add([madeUpLine('c1')])).toBe(true);
    await node.write([madeUpLine('c2')]);
    expect((await namesWritten()).slice(-2)).toEqual(['c1', 'c2']);
  });

  it('is one chain for all nodes that write it at the same time, each event in it once', async () => {
    const before = (await namesWritten()).length;
    const nodes = [trail.node(), trail.node(), trail.node()];
    await Promise.all(
      nodes.map(async (node, at) => {
        for (let turn = 0; turn < 40; turn++)
          await Promise.all([0, 1].map((each) => node.write([madeUpLine(`d${at}.${turn}.${each}`)])));
      }),
    );
    const written = (await namesWritten()).slice(before);
    expect(new Set(written).size).toBe(240);
    expect(written).toHaveLength(240);
    expect((await verify()).problem).toBeUndefined();
    // Of each node in its order.
    for (const at of [0, 1, 2]) {
      const turns = written
        .filter((name) => name.startsWith(`d${at}.`))
        .map((name) => Number(name.split('.')[1]));
      expect(turns).toEqual(turns.toSorted((a, b) => a - b));
    }
  });

  it('survives connections that are ended under it, writing each event once', async () => {
    const node = trail.node();
    const before = (await namesWritten()).length;
    const writing = Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        await new Promise((resolve) => setTimeout(resolve, at * 10));
        await node.write([madeUpLine(`e${at}`)]);
      }),
    );
    for (let times = 0; times < 8; times++) {
      await new Promise((resolve) => setTimeout(resolve, 70));
      await trail.database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wellspring audit' AND datname = current_database()`,
      );
    }
    await writing;
    const written = (await namesWritten()).slice(before);
    expect(written.toSorted()).toEqual(Array.from({ length: 60 }, (_, at) => `e${at}`).toSorted());
    expect((await verify()).problem).toBeUndefined();
  });

  it('refuses to be changed, emptied or shortened', async () => {
    for (const statement of [
      `UPDATE wellspring.audit_block SET events = events WHERE number = 1`,
      `DELETE FROM wellspring.audit_block WHERE number = 1`,
      `SELECT set_config('wellspring.audit_retention', 'on', false); DELETE FROM wellspring.audit_block`,
      `TRUNCATE wellspring.audit_block`,
    ])
      await expect(trail.database.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a queue', () => {
  it('refuses changes while it cannot write, and everything when that lasts', async () => {
    const { createTrailQueue } = await import('./trail-queue.js');
    let away = true;
    const written: number[] = [];
    const queue = createTrailQueue({
      connection: {
        append: ({ events }) => {
          if (away) return Promise.reject(new Error('away'));
          written.push(events);
          return Promise.resolve({} as never);
        },
        close: () => Promise.resolve(),
      },
      mostEvents: 4,
      patienceMs: 100,
      staleMs: 300,
      onFailure: () => undefined,
    });
    expect([queue.admits(true), queue.admits(false)]).toEqual([true, true]);
    await expect(queue.write(['a'])).rejects.toMatchObject({ code: 'audit-trail-unavailable' });
    expect([queue.admits(true), queue.admits(false)]).toEqual([false, true]);
    expect([queue.add(['b', 'c']), queue.add(['d', 'e'])]).toEqual([true, false]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([queue.admits(true), queue.admits(false)]).toEqual([false, false]);
    away = false;
    await queue.settled();
    expect(written).toEqual([1, 2]);
    expect([queue.admits(true), queue.admits(false)]).toEqual([true, true]);
    expect(await queue.stop()).toBe(0);
  });

  it('says how many events are lost where it is stopped and cannot write', async () => {
    const { createTrailQueue } = await import('./trail-queue.js');
    const queue = createTrailQueue({
      connection: { append: () => Promise.reject(new Error('away')), close: () => Promise.resolve() },
      mostEvents: 10,
      onFailure: () => undefined,
    });
    queue.add(['a', 'b']);
    expect(await queue.stop()).toBe(2);
  }, 10_000);
});
