import type { Database } from '@wellspring/database';
import { unpackEvents } from '../trail/pack-events.js';
import { firstBlockSince } from '../trail/read-blocks.js';
import type { TrailKey } from '../trail/trail-key.js';
import { isAskedFor, lookedUpEvent, mayBeAskedFor, type LookedUpEvent } from './looked-up-event.js';
import type { LookupRequest } from './lookup-request.js';
import { openPlace, sealPlace } from './lookup-token.js';

export interface LookupPage {
  /** The newest first. */
  readonly Events: readonly LookedUpEvent[];
  /** There may be more; a page with a token may have few events, or none. */
  readonly NextToken?: string;
}

/** Clocks of nodes differ, and an event may wait to be written: so much is looked at around a time range. */
const slackMs = 3_600_000;
/** How long one page may be looked for, in milliseconds; the token goes on where it ended. */
const pageMs = 2_000;
/** Blocks of one statement. */
const atOnce = 32;

/** Events that meet a request, page by page, the newest first. */
export async function lookupEvents(
  database: Pick<Database, 'query'>,
  key: TrailKey,
  request: LookupRequest,
): Promise<LookupPage> {
  const { start, end, most, token } = request;
  const deadline = performance.now() + pageMs;
  const oldest = start === undefined ? 0 : start - slackMs;
  let place =
    token === undefined
      ? { block: await lastBlockOf(database, end), events: Infinity }
      : openPlace(token, request, key);
  const events: LookedUpEvent[] = [];
  for (;;) {
    const rows = await database.query<{
      readonly number: bigint;
      readonly written: Date;
      readonly body: Buffer;
    }>(
      `SELECT number, written, body FROM wellspring.audit_block WHERE number <= $1 ORDER BY number DESC LIMIT ${atOnce}`,
      [place.block],
    );
    for (const { number, written, body } of rows) {
      if (written.getTime() < oldest) return { Events: events };
      const lines = await unpackEvents(body);
      const from = number === place.block ? Math.min(place.events, lines.length) : lines.length;
      for (let at = from - 1; at >= 0; at--) {
        if (!mayBeAskedFor(lines[at]!, request)) continue;
        const event = lookedUpEvent(lines[at]!);
        if (!isAskedFor(event, request)) continue;
        if (events.length === most)
          return { Events: events, NextToken: sealPlace({ block: number, events: at + 1 }, request, key) };
        events.push(event);
      }
    }
    if (rows.length < atOnce) return { Events: events };
    place = { block: rows.at(-1)!.number - 1n, events: Infinity };
    if (performance.now() > deadline)
      return { Events: events, NextToken: sealPlace({ ...place, events: 999_999_999 }, request, key) };
  }
}

/** The last block that may hold events of before a time. */
async function lastBlockOf(database: Pick<Database, 'query'>, end: number | undefined): Promise<bigint> {
  const beyond = end === undefined ? undefined : await firstBlockSince(database, end + slackMs);
  return beyond ?? 2n ** 62n;
}
