import type { Database } from '@wellspring/database';
import type { AuditTrouble } from '../audit-trouble.js';
import { headOf, type TrailBlock } from './block.js';
import { keepLostHead, noteHead, notedHeads } from './noted-head.js';
import type { TrailKey } from './trail-key.js';

/** Notes in the data folder where the trail ends, every second while it grows. */
export interface HeadNotes {
  readonly note: (block: TrailBlock) => void;
  /** Compares what was noted last with the database. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface HeadNotesOptions {
  readonly database: Pick<Database, 'query'>;
  readonly folder: string;
  readonly key: TrailKey;
  readonly onTrouble: (trouble: AuditTrouble) => void;
}

const everyMs = 1_000;

export function createHeadNotes({ database, folder, key, onTrouble }: HeadNotesOptions): HeadNotes {
  let latest: TrailBlock | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const write = (): void => {
    const block = latest;
    if (block === undefined) return;
    latest = undefined;
    const { number, hash, written, next } = headOf(block);
    writing = writing
      .then(() => noteHead(folder, { number, hash, written, events: next }, key))
      .catch((error: unknown) => {
        onTrouble({ what: 'the end of the audit trail cannot be noted in the data folder', error });
      });
  };

  return {
    note(block) {
      latest = block;
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
    const last = heads.find(({ isLost }) => !isLost);
    if (last === undefined) return;
    const found = await database.query(
      'SELECT 1 FROM wellspring.audit_block WHERE number = $1 AND hash = $2',
      [last.number, last.hash],
    );
    if (found.length > 0) return;
    const kept = await keepLostHead(folder, Date.now());
    onTrouble({
      what:
        `the audit trail has lost its end: it had ${last.number} blocks at ${new Date(last.written).toISOString()}, ` +
        `and the database does not have the last of them. ${kept} keeps that for \`wellspring audit verify\``,
    });
  }
}
