import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditTrouble } from '../audit-trouble.js';
import { madeUpLine, testTrail, type TestTrail } from '../testing/test-trail.js';
import { verifyTrail } from '../verify/verify-trail.js';
import type { TrailBlock } from './block.js';
import { createHeadNotes, type HeadNotes } from './head-notes.js';
import { notedHeads } from './noted-head.js';
import { blocksFrom } from './read-blocks.js';
import type { TrailQueue } from './trail-queue.js';

let trail: TestTrail;
let folder: string;
let notes: HeadNotes;
let node: TrailQueue;
let troubles: AuditTrouble[];

beforeAll(async () => {
  trail = await testTrail();
  node = trail.node();
});
afterAll(() => trail.end());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wellspring-audit-'));
  troubles = [];
  notes = createHeadNotes({
    database: trail.database,
    folder,
    key: trail.key,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  await notes.start();
  return async () => {
    await notes.stop();
    await rm(folder, { recursive: true, force: true });
  };
});

/** Writes a block, as the running server does. */
async function write(): Promise<TrailBlock> {
  await node.write([madeUpLine('Event')]);
  let last: TrailBlock | undefined;
  for await (const block of blocksFrom(trail.database, 1n)) last = block;
  notes.note(last!);
  return last!;
}
const cutOff = (block: TrailBlock) =>
  trail.tamper('DELETE FROM wellspring.audit_block WHERE number >= $1', [block.number]);
const noted = async () => (await notedHeads(folder, [trail.key])).find(({ isLost }) => !isLost)?.number;
const verify = async () =>
  verifyTrail({
    database: trail.database,
    keys: [trail.key],
    heads: await notedHeads(folder, [trail.key]),
  });

describe('the end of the trail, cut off while the server runs', () => {
  it('is missed after it was noted, although the trail goes on', async () => {
    const gone = await write();
    await expect.poll(noted, { timeout: 5_000 }).toBe(gone.number);
    await cutOff(gone);
    await write();
    const after = await write();
    await expect.poll(noted, { timeout: 5_000 }).toBe(after.number);
    expect(troubles).toEqual([{ what: expect.stringContaining('has lost its end') as string }]);
    expect((await verify()).problem).toMatchObject({ block: gone.number });
  });

  it('is missed before it was noted, too', async () => {
    const gone = await write();
    await cutOff(gone);
    await write();
    await notes.stop();
    expect(troubles).toEqual([{ what: expect.stringContaining('has lost its end') as string }]);
    expect((await verify()).problem).toMatchObject({ block: gone.number });
  });

  it('is not missed where nothing was cut off', async () => {
    await write();
    const last = await write();
    await expect.poll(noted, { timeout: 5_000 }).toBe(last.number);
    await write();
    await notes.stop();
    expect(troubles).toEqual([]);
    expect((await verify()).problem).toBeUndefined();
  });
});

describe('several processes of one data folder', () => {
  const writer = (number: number, of: number) =>
    createHeadNotes({
      database: trail.database,
      folder,
      key: trail.key,
      writer: { number, of },
      onTrouble: (trouble) => troubles.push(trouble),
    });
  const heads = async () =>
    (await notedHeads(folder, [trail.key])).map((head) => [head.writer, head.number, head.isLost]);

  it('note their ends beside each other, and the first one takes over those of an earlier run', async () => {
    const [first, second] = [writer(0, 2), writer(1, 2)];
    await Promise.all([first.start(), second.start()]);
    const earlier = await write();
    const later = await write();
    first.note(earlier);
    second.note(later);
    await Promise.all([first.stop(), second.stop()]);
    expect(await heads()).toEqual([
      [1, later.number, false],
      [0, earlier.number, false],
    ]);

    const only = writer(0, 1);
    await only.start();
    await only.stop();
    expect(await heads()).toEqual([[0, later.number, false]]);
    expect(troubles).toEqual([]);
  });

  it('miss what was cut off, also where the process that had noted it is one no more', async () => {
    const second = writer(1, 2);
    await second.start();
    const gone = await write();
    second.note(gone);
    await second.stop();
    await cutOff(gone);
    const only = writer(0, 1);
    await only.start();
    await only.stop();
    expect(troubles).toEqual([{ what: expect.stringContaining('has lost its end') as string }]);
    expect(await heads()).toEqual([[1, gone.number, true]]);
    await write();
    expect((await verify()).problem).toMatchObject({ block: gone.number });
  });
});
