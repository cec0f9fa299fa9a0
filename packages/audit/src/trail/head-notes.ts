import type { Database } from '@wellspring/database';
import type { AuditTrouble } from '../audit-trouble.js';
import { headOf, type TrailBlock } from './block.js';
import {
  forgetHead,
  keepLostHead,
  noteHead,
  notedHeads,
  type NotedHead,
  type TrailEnd,
} from './noted-head.js';
import type { TrailKey } from './trail-key.js';

/**
 * Notes in the data folder where the trail ends, every second while it grows; before that it looks whether the
 * database still has what was noted last.
 */
export interface HeadNotes {
  readonly note: (block: TrailBlock) => void;
  /** Compares what was noted last with the database. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** One of the processes that write the trail for one data folder. */
export interface TrailWriter {
  /** 0, 1, 2 ... */
  readonly number: number;
  readonly of: number;
}

export interface HeadNotesOptions {
  readonly database: Pick<Database, 'query'>;
  readonly folder: string;
  readonly key: TrailKey;
  /** Absent: the only one. */
  readonly writer?: TrailWriter | undefined;
  readonly onTrouble: (trouble: AuditTrouble) => void;
}

const everyMs = 1_000;

export function createHeadNotes(options: HeadNotesOptions): HeadNotes {
  const { database, folder, key, onTrouble, writer = { number: 0, of: 1 } } = options;
  let latest: TrailEnd | undefined;
  /** What the file holds. */
  let noted: TrailEnd | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const then = (work: () => Promise<void>): void => {
    writing = writing.then(work).catch((error: unknown) => {
      onTrouble({ what: 'the end of the audit trail cannot be noted in the data folder', error });
    });
  };
  const put = async (end: TrailEnd): Promise<void> => {
    await noteHead(folder, end, key, writer.number);
    noted = end;
  };
  const write = (): void => {
    const end = latest;
    if (end === undefined) return;
    latest = undefined;
    then(async () => {
      // What was cut off while the server runs would not be missed any more, once the next end stands in its place.
      if (noted !== undefined && !(await isThere(noted))) await lose(noted);
      await put(end);
    });
  };

  return {
    note(block) {
      const { number, hash, written, next } = headOf(block);
      const before = latest;
      // The trail only grows: one that does not was cut off before its end was noted.
      if (before !== undefined && number <= before.number)
        then(async () => {
          await put(before);
          await lose(before);
        });
      latest = { number, hash, written, events: next };
    },
    async start() {
      await compare();
      timer = setInterval(write, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      write();
      await writing;
    },
  };

  /** A database that was put back to an earlier state, or whose trail was cut off, lacks what was noted. */
  async function compare(): Promise<void> {
    const heads = await notedHeads(folder, [key]).catch((error: unknown) => {
      onTrouble({ what: 'what was noted of the end of the audit trail cannot be read', error });
      return [];
    });
    const lasting = heads.filter(({ isLost }) => !isLost);
    const own = lasting.find((head) => head.writer === writer.number);
    if (own !== undefined) {
      if (await isThere(own)) noted = own;
      else await lose(own);
    }
    // An earlier run had more writers than there are now: what they noted is the first one's from now on.
    if (writer.number === 0)
      for (const head of lasting.filter((each) => each.writer >= writer.of)) await takeOver(head);
  }

  async function takeOver(head: NotedHead): Promise<void> {
    if (!(await isThere(head))) return lose(head, head.writer);
    if (noted === undefined || noted.number < head.number) await put(head);
    await forgetHead(folder, head.writer);
  }

  async function isThere({ number, hash }: TrailEnd): Promise<boolean> {
    const found = await database.query(
      'SELECT 1 FROM wellspring.audit_block WHERE number = $1 AND hash = $2',
      [number, hash],
    );
    return found.length > 0;
  }

  /** @param last what the file holds */
  async function lose(last: TrailEnd, of = writer.number): Promise<void> {
    if (of === writer.number) noted = undefined;
    const kept = await keepLostHead(folder, Date.now(), of);
    onTrouble({
      what:
        `the audit trail has lost its end: it had ${last.number} blocks at ${new Date(last.written).toISOString()}, ` +
        `and the database does not have the last of them. ${kept} keeps that for \`wellspring audit verify\``,
    });
  }
}
