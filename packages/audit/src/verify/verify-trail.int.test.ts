import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { madeUpLine, testTrail, type TestTrail } from '../testing/test-trail.js';
import { keepLostHead, noteHead, notedHeads, type TrailEnd } from '../trail/noted-head.js';
import { blocksFrom } from '../trail/read-blocks.js';
import type { TrailBlock } from '../trail/block.js';
import { blockHash } from '../trail/block.js';
import { createTrailKey } from '../trail/trail-key.js';
import { verifyTrail, type VerifyOptions } from './verify-trail.js';

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');
let trail: TestTrail;
let blocks: TrailBlock[] = [];
/** The ids of the events of each block. */
const ids: string[][] = [];

/** Ten blocks, one an hour, of 1 to 10 events. */
beforeAll(async () => {
  trail = await testTrail();
  let now = start;
  const node = trail.node({ now: () => now });
  for (let block = 1; block <= 10; block++) {
    const lines = Array.from({ length: block }, (_, at) => madeUpLine(`Event${block}.${at}`));
    ids.push(lines.map((line) => (JSON.parse(line) as { readonly eventID: string }).eventID));
    await node.write(lines);
    now += hour;
  }
  for await (const block of blocksFrom(trail.database, 1n)) blocks.push(block);
  blocks = blocks.slice();
});
afterAll(() => trail.end());

/** Puts every row back as it was. */
afterEach(async () => {
  await trail.tamper('DELETE FROM wellspring.audit_block');
  await trail.tamper('DELETE FROM wellspring.audit_base');
  for (const block of blocks) await insert(block);
});
const insert = ({ number, written, first, events, keyId, marks, body, hash, mac }: TrailBlock) =>
  trail.tamper('INSERT INTO wellspring.audit_block VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    number,
    new Date(written),
    first,
    events,
    keyId,
    marks,
    body,
    hash,
    mac,
  ]);
const verify = (options: Partial<VerifyOptions> = {}) =>
  verifyTrail({ database: trail.database, keys: [trail.key], ...options });

describe('a trail that nobody touched', () => {
  it('is proved, whole and in ranges of time', async () => {
    expect(await verify()).toEqual({
      blocks: 10,
      events: 55,
      first: start,
      last: start + 9 * hour,
      problem: undefined,
    });
    expect(await verify({ from: start + 2 * hour, to: start + 4 * hour })).toMatchObject({
      blocks: 3,
      events: 12,
    });
    expect(await verify({ from: start + 1.5 * hour })).toMatchObject({ blocks: 8, first: start + 2 * hour });
    expect(await verify({ from: start + 100 * hour })).toMatchObject({ blocks: 0, problem: undefined });
  });
});

describe('one byte changed', () => {
  it.each([
    ['body', 'first', 1],
    ['body', 'middle', undefined],
    ['body', 'last', undefined],
    ['marks', 'first', 1],
    ['marks', 'last', 7],
    ['hash', 'middle', 1],
    ['mac', 'middle', 1],
    ['key_id', 'first', 1],
  ] as const)('of %s (the %s one) is found, and the record named', async (column, place, event) => {
    const block = blocks[6]!;
    const bytes = Buffer.from(
      { body: block.body, marks: block.marks, hash: block.hash, mac: block.mac, key_id: block.keyId }[column],
    );
    const at =
      place === 'first' ? Number(column === 'body') : place === 'last' ? bytes.length - 1 : bytes.length >> 1;
    bytes[at]! ^= 1;
    await trail.tamper(`UPDATE wellspring.audit_block SET ${column} = $1 WHERE number = 7`, [bytes]);
    const { problem, blocks: good } = await verify();
    expect(good).toBe(6);
    expect(problem).toMatchObject({ block: 7n });
    // Events 1 + 2 + ... + 6 come before it.
    expect(Number(problem!.event)).toBeGreaterThan(21);
    expect(Number(problem!.event)).toBeLessThanOrEqual(28);
    if (event !== undefined) expect(problem!.event).toBe(BigInt(21 + event));
  });

  it('of every byte of a body is found', async () => {
    const { body } = blocks[2]!;
    for (let at = 0; at < body.length; at++) {
      const changed = Buffer.from(body);
      changed[at]! ^= 0x10;
      await trail.tamper('UPDATE wellspring.audit_block SET body = $1 WHERE number = 3', [changed]);
      expect((await verify()).problem).toMatchObject({ block: 3n });
    }
  }, 60_000);

  it.each([[`written = written + interval '1 millisecond'`], [`first = first + 1`], [`number = 99`]])(
    'of what is kept with the events (%s) is found',
    async (change) => {
      await trail.tamper(`UPDATE wellspring.audit_block SET ${change} WHERE number = 5`);
      expect((await verify()).problem).toMatchObject({ block: 5n });
    },
  );

  it('outside of the range that is looked at is left alone', async () => {
    await trail.tamper(`UPDATE wellspring.audit_block SET body = body || '\\x00' WHERE number = 2`);
    expect((await verify({ from: start + 2 * hour })).problem).toBeUndefined();
    expect((await verify({ to: start })).problem).toBeUndefined();
    expect((await verify({ to: start + 2 * hour })).problem).toMatchObject({ block: 2n, event: 2n });
  });
});

describe('a trail whose owner works on it', () => {
  it('misses a block that was taken out, and those at its beginning', async () => {
    await trail.tamper('DELETE FROM wellspring.audit_block WHERE number = 4');
    expect((await verify()).problem).toMatchObject({ block: 4n, event: 7n });
    await trail.tamper('DELETE FROM wellspring.audit_block WHERE number <= 5');
    expect((await verify()).problem).toMatchObject({ block: 1n, event: 1n });
  });

  it('gives two blocks away that changed places', async () => {
    await trail.tamper('UPDATE wellspring.audit_block SET number = -number WHERE number IN (3, 4)');
    await trail.tamper('UPDATE wellspring.audit_block SET number = 7 + number WHERE number < 0');
    expect((await verify()).problem).toMatchObject({ block: 3n });
  });

  it('gives away a chain that was worked out anew without the key', async () => {
    let previous = blocks[3]!.hash;
    for (const block of blocks.slice(4)) {
      const content = block.number === 5n ? { ...block, body: blocks[5]!.body } : block;
      const hash = blockHash(previous, content);
      await trail.tamper('UPDATE wellspring.audit_block SET body = $2, hash = $3 WHERE number = $1', [
        block.number,
        content.body,
        hash,
      ]);
      previous = hash;
    }
    expect((await verify()).problem).toMatchObject({
      block: 5n,
      what: expect.stringContaining('MAC') as string,
    });
  });

  it('is not taken from somebody with another key', async () => {
    const other = createTrailKey(randomBytes(32));
    const { problem } = await verify({ keys: [other] });
    expect(problem).toMatchObject({ block: 1n, what: expect.stringContaining('master key') as string });
    expect((await verify({ keys: [other, trail.key] })).problem).toBeUndefined();
  });

  it('cannot be shortened by a note of the retention that the program did not write', async () => {
    await trail.tamper('DELETE FROM wellspring.audit_block WHERE number <= 5');
    await trail.tamper('INSERT INTO wellspring.audit_base VALUES (5, $1, $2, $3, now())', [
      blocks[4]!.hash,
      trail.key.id,
      randomBytes(32),
    ]);
    expect((await verify()).problem?.what).toContain('retention');
  });
});

describe('the end of the trail', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wellspring-audit-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const headAt = ({ number, hash, first, events, written }: TrailBlock): TrailEnd => ({
    number,
    hash,
    events: first + BigInt(events),
    written,
  });

  it('is known from the head that was noted outside of the database', async () => {
    await noteHead(folder, headAt(blocks[8]!), trail.key);
    const heads = await notedHeads(folder, [trail.key]);
    expect(heads).toHaveLength(1);
    expect((await verify({ heads })).problem).toBeUndefined();
    await trail.tamper('DELETE FROM wellspring.audit_block WHERE number > 8');
    expect((await verify()).problem).toBeUndefined();
    expect((await verify({ heads })).problem).toMatchObject({ block: 9n, event: 37n });
  });

  it('is another one where the trail was cut off and went on', async () => {
    await noteHead(folder, headAt(blocks[9]!), trail.key);
    await trail.tamper('DELETE FROM wellspring.audit_block WHERE number > 8');
    const node = trail.node({ now: () => start + 20 * hour });
    for (let times = 0; times < 3; times++) await node.write([madeUpLine('After')]);
    expect((await verify()).problem).toBeUndefined();
    const lost = await keepLostHead(folder, Date.now());
    await noteHead(folder, headAt(blocks[7]!), trail.key);
    const heads = await notedHeads(folder, [trail.key]);
    expect(heads.map(({ place }) => place)).toContain(lost);
    expect((await verify({ heads })).problem).toMatchObject({ block: 10n });
  });

  it('cannot be noted by anybody else', async () => {
    await noteHead(folder, headAt(blocks[9]!), trail.key);
    const file = join(folder, 'audit-head.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"number":"10"', '"number":"9"'));
    await expect(notedHeads(folder, [trail.key])).rejects.toThrow('not as it was written');
  });
});
