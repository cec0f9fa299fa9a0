import type { Database } from '@wellspring/database';
import { blockHash, headOf, type TrailBlock } from '../trail/block.js';
import { blockColumns, blockOf, type BlockRow } from '../trail/block-table.js';
import type { NotedHead } from '../trail/noted-head.js';
import { blocksFrom, firstBlockSince } from '../trail/read-blocks.js';
import { readBase } from '../trail/trail-base.js';
import type { TrailKey } from '../trail/trail-key.js';
import { alteredEvent } from './altered-event.js';

export interface VerifyOptions {
  readonly database: Pick<Database, 'query'>;
  /** That of the master key in use, and those of earlier ones. */
  readonly keys: readonly TrailKey[];
  /** The range that is looked at, in milliseconds since 1970, by when events were written; absent: all. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Where the trail ended before, as it was noted elsewhere. */
  readonly heads?: readonly NotedHead[];
  readonly onProgress?: (events: number) => void;
}

/** The first thing that is not as it was written. */
export interface TrailProblem {
  /** The number of the block, from 1 on. */
  readonly block: bigint;
  /** The number of the event in the whole trail, from 1 on, where it is known. */
  readonly event: bigint | undefined;
  /** What is left to see of it. */
  readonly eventId: string | undefined;
  readonly eventTime: string | undefined;
  readonly what: string;
}

export interface VerifyReport {
  readonly blocks: number;
  readonly events: number;
  /** When the first and the last block that were looked at were written, in milliseconds since 1970. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Undefined: the range is as it was written. */
  readonly problem: TrailProblem | undefined;
}

/** What the next block has to be chained to; of what was removed only the hash is known. */
interface Before {
  readonly number: bigint;
  readonly hash: Buffer;
  readonly next: bigint | undefined;
}

/** Proves a range of the trail unaltered, or finds the first record in it that is not as it was written. */
export async function verifyTrail(options: VerifyOptions): Promise<VerifyReport> {
  const { database, keys, from, to = Infinity, heads = [] } = options;
  const start = await startOf(database, keys, from);
  if ('problem' in start) return { blocks: 0, events: 0, first: undefined, last: undefined, ...start };
  let previous = start.before;
  let blocks = 0;
  let events = 0;
  let first: number | undefined;
  let last: number | undefined;
  const reportOf = (problem: TrailProblem | undefined): VerifyReport => ({
    blocks,
    events,
    first,
    last,
    problem,
  });
  const unmet = new Map(heads.map((head) => [head.number, head]));
  for await (const block of blocksFrom(database, previous.number + 1n)) {
    if (block.written > to) return reportOf(undefined);
    const problem = await problemOf(block, previous, keys);
    if (problem !== undefined) return reportOf(problem);
    const noted = unmet.get(block.number);
    if (noted !== undefined && !noted.hash.equals(block.hash))
      return reportOf(whole(block, `is another than the one that ${noted.place} names`));
    first ??= block.written;
    last = block.written;
    previous = headOf(block);
    blocks += 1;
    events += block.events;
    options.onProgress?.(events);
  }
  const lost = heads
    .filter(({ number }) => number > previous.number)
    .sort((a, b) => Number(b.number - a.number))[0];
  return reportOf(lost && cutOff(lost, previous));
}

type Start = { readonly before: Before } | { readonly problem: TrailProblem };

/** What the first block of the range has to be chained to. */
async function startOf(
  database: VerifyOptions['database'],
  keys: readonly TrailKey[],
  from: number | undefined,
): Promise<Start> {
  const base = await readBase(database, keys);
  if (!base.ok)
    return {
      problem: problem(base.number, 'the note of what the retention removed was not made by this program'),
    };
  const number = from === undefined ? undefined : await firstBlockSince(database, from);
  const before = await blockAt(database, number);
  // What is in front of the first block that is left is known by its hash alone.
  if (before === undefined || before.number <= base.head.number)
    return { before: { ...base.head, next: base.head.number === 0n ? 0n : undefined } };
  // Its own content is outside of the range; its hash is not, and must have been made by the program.
  const key = keys.find(({ id }) => id.equals(before.keyId));
  if (key?.proves(before.mac, 'block', before.hash) !== true)
    return { problem: whole(before, 'was not written by this program, or under another master key') };
  return { before: headOf(before) };
}

/** The block in front of a number; of undefined, which is beyond all blocks, or none, undefined. */
async function blockAt(
  database: VerifyOptions['database'],
  number: bigint | undefined,
): Promise<TrailBlock | undefined> {
  if (number === undefined) return undefined;
  const [row] = await database.query<BlockRow>(
    `SELECT ${blockColumns} FROM wellspring.audit_block WHERE number < $1 ORDER BY number DESC LIMIT 1`,
    [number],
  );
  return row && blockOf(row);
}

async function problemOf(
  block: TrailBlock,
  previous: Before,
  keys: readonly TrailKey[],
): Promise<TrailProblem | undefined> {
  const expected = previous.number + 1n;
  if (block.number !== expected) {
    const missing =
      block.number - 1n === expected ? 'is missing' : `and all up to block ${block.number - 1n} are missing`;
    return {
      ...problem(expected, missing),
      event: previous.next === undefined ? undefined : previous.next + 1n,
    };
  }
  const hash = blockHash(previous.hash, block);
  if (!hash.equals(block.hash)) return altered(block);
  const key = keys.find(({ id }) => id.equals(block.keyId));
  if (key === undefined)
    return whole(block, 'is signed with a key that is not known here: another master key');
  if (!key.proves(block.mac, 'block', hash))
    return whole(block, 'was not written by this program: its signature (MAC) is not of its content');
  if (previous.next !== undefined && block.first !== previous.next)
    return whole(block, 'does not continue the count of events');
  return undefined;
}

/** What of a block is not as it was written. */
async function altered(block: TrailBlock): Promise<TrailProblem> {
  const { at, text } = await alteredEvent(block);
  if (at === undefined)
    return whole(
      block,
      'is not as it was written: not its events, but what is kept with them was altered',
      text,
    );
  const event = block.first + BigInt(at) + 1n;
  return {
    ...whole(block, `is not as it was written: event ${at + 1} of ${block.events} was altered`, text),
    event,
  };
}

function whole(block: TrailBlock, what: string, text?: string): TrailProblem {
  return {
    ...problem(block.number, what),
    event: block.first + 1n,
    eventId: /"eventID":"([0-9a-f-]{36})"/.exec(text ?? '')?.[1],
    eventTime:
      /"eventTime":"([0-9TZ:.-]{20,24})"/.exec(text ?? '')?.[1] ?? new Date(block.written).toISOString(),
  };
}

function problem(block: bigint, what: string): TrailProblem {
  return { block, event: undefined, eventId: undefined, eventTime: undefined, what };
}

function cutOff(head: NotedHead, end: Before): TrailProblem {
  const what =
    `and all after it are missing: at ${new Date(head.written).toISOString()} the trail had ${head.number} blocks ` +
    `with ${head.events} events (${head.place})`;
  return { ...problem(end.number + 1n, what), event: end.next === undefined ? undefined : end.next + 1n };
}
