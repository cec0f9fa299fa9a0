import type { Database } from '@wellspring/database';
import {
  appendBlock,
  appendInTurn,
  chained,
  isWritten,
  readHead,
  type BlockContent,
} from './append-block.js';
import { headOf, type TrailBlock, type TrailHead } from './block.js';
import type { TrailClient } from './trail-client.js';
import type { TrailKey } from './trail-key.js';

/** Where blocks are appended, one at a time. */
export interface TrailConnection {
  /**
   * Appends a block with this content; it is durable when the promise resolves. Where it rejects, the same content is
   * to be given again, and is written once.
   */
  append(content: BlockContent): Promise<TrailBlock>;
  close(): Promise<void>;
}

/** How long the database may take for one statement, in milliseconds; other nodes may have their turn before it. */
const statementMs = 10_000;

/**
 * A connection of its own: what holds the others up, a search or an import, must not keep the trail waiting, for
 * every change waits for the trail. It is opened when it is needed, and again after it broke.
 *
 * @param now milliseconds since 1970
 */
export function createTrailConnection(database: Database, key: TrailKey, now: () => number): TrailConnection {
  let client: TrailClient | undefined;
  let head: TrailHead | undefined;
  /** What may have been written when the connection broke. */
  let doubtful: { readonly content: BlockContent; readonly block: TrailBlock } | undefined;

  const connected = async (): Promise<TrailClient> => {
    if (client !== undefined) return client;
    const opened = await database.dedicated('wellspring audit');
    opened.once('end', () => {
      if (client === opened) client = undefined;
    });
    try {
      await opened.query(`SET statement_timeout = ${statementMs}`);
      // What is not on disk is not written, whatever is good enough for the rest of the database.
      await opened.query(
        `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`,
      );
    } catch (error) {
      await opened.end().catch(() => undefined);
      throw error;
    }
    client = opened;
    return opened;
  };

  const append = async (open: TrailClient, content: BlockContent): Promise<TrailBlock> => {
    if (doubtful?.content === content && (await isWritten(open, doubtful.block))) return doubtful.block;
    head ??= await readHead(open);
    const make = (from: TrailHead): TrailBlock => {
      const block = chained(content, from, key, now());
      doubtful = { content, block };
      return block;
    };
    const block = make(head);
    return (await appendBlock(open, block, head)) ? block : appendInTurn(open, make);
  };

  const giveUp = async (): Promise<void> => {
    const broken = client;
    client = undefined;
    head = undefined;
    await broken?.end().catch(() => undefined);
  };

  return {
    async append(content) {
      const open = await connected();
      let timer: NodeJS.Timeout | undefined;
      const silent = new Promise<never>((_, reject) => {
        // The server's own limit cannot speak when the network is gone.
        timer = setTimeout(() => {
          reject(new Error('The database did not answer'));
        }, 2 * statementMs);
      });
      try {
        const block = await Promise.race([append(open, content), silent]);
        doubtful = undefined;
        head = headOf(block);
        return block;
      } catch (error) {
        // Not waited for: a connection that does not answer does not say goodbye either.
        void giveUp();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    close: giveUp,
  };
}
