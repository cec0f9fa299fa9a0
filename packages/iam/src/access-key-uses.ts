import type { Database } from '@wellspring/database';

/** Remembers when access keys were used last, for `GetAccessKeyLastUsed`. */
export interface AccessKeyUses {
  /** A request was let in with this key; costs next to nothing. */
  noted(accessKeyId: string, service: string, region: string): void;
  /** Writes down what was noted. */
  flush(): Promise<void>;
  /** The last flush; nothing is noted after it. */
  stop(): Promise<void>;
}

/** IAM itself shows a use some minutes late. */
const FLUSH_MS = 60_000;
/** Keys of which a use waits to be written; what comes beyond is not shown, which harms nobody. */
const MOST_WAITING = 10_000;

/**
 * @param failed told of what went wrong in the background; it is tried again with the next use
 * @example
 * const uses = createAccessKeyUses(database, (error) => log.warn({ err: error }, 'uses were not written'));
 * uses.noted('AKIA...', 's3', 'us-east-1');
 */
export function createAccessKeyUses(
  database: Pick<Database, 'query'>,
  failed: (error: unknown) => void,
): AccessKeyUses {
  let waiting = new Map<string, { readonly at: number; readonly service: string; readonly region: string }>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const uses = [...waiting];
    waiting = new Map();
    await database.query(
      `UPDATE wellspring.iam_access_key k
       SET used = to_timestamp(u.at), used_service = u.service, used_region = u.region
       FROM unnest($1::text[], $2::float8[], $3::text[], $4::text[]) AS u (id, at, service, region)
       WHERE k.id = u.id AND (k.used IS NULL OR k.used < to_timestamp(u.at))`,
      [
        uses.map(([id]) => id),
        uses.map(([, { at }]) => at / 1000),
        uses.map(([, { service }]) => service),
        uses.map(([, { region }]) => region),
      ],
    );
  };

  return {
    noted(accessKeyId, service, region) {
      if (isStopped || (waiting.size >= MOST_WAITING && !waiting.has(accessKeyId))) return;
      waiting.set(accessKeyId, { at: Date.now(), service, region });
      timer ??= setTimeout(() => {
        flush().catch(failed);
      }, FLUSH_MS).unref();
    },
    flush,
    async stop() {
      isStopped = true;
      await flush();
    },
  };
}
