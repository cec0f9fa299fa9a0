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
