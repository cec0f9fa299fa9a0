import { Readable } from 'node:stream';
import type { ChangesOptions, ChangesPage, DataStore, HistoryVersion } from '@wellspring/store';
import { historyEntry } from '../../bundle/history-entry.js';
import type { Seat } from './waiting-room.js';

/** How long there may be silence: less than the 60 s after which proxies give a connection up. */
const heartbeatMs = 15_000;
/** How long a client is to wait before it connects again, in ms. */
const reconnectMs = 1_000;

/**
 * The changes as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): an event each,
 * its data an entry of a history Bundle, its id the place to go on from. What was asked for already comes first.
 * A page is fetched when the one before has been taken, so a slow client holds one page. It ends with the
 * client, or when the program stops.
 */
export function changeStream(
  store: DataStore,
  first: ChangesPage,
  options: Pick<ChangesOptions, 'types' | 'count'>,
  base: string,
  seat: Seat,
): Readable {
  async function* events(): AsyncGenerator<Buffer> {
    let page = first;
    yield Buffer.from(`retry: ${String(reconnectMs)}\n\n`);
    while (!seat.signal.aborted) {
      for (const [at, change] of page.changes.entries()) yield event(change, page.places[at]!, base);
      // An id without data moves the client's place on, also past changes of other types.
      if (page.changes.length === 0) yield Buffer.from(`: \nid: ${page.next}\n\n`);
      page = await store.changes({
        ...options,
        since: page.next,
        waitMs: heartbeatMs,
        signal: seat.signal,
      });
    }
  }
  // A stream that nobody begins to read is closed, too.
  return Readable.from(events(), { objectMode: false }).once('close', () => {
    seat.leave();
  });
}

/** Stored JSON has no line ends between its tokens, and in strings they are escaped: it is one line. */
function event(change: HistoryVersion, place: string, base: string): Buffer {
  const { resource, fullUrl, rest } = historyEntry(change, base, undefined);
  const entry = JSON.stringify({ fullUrl, ...rest });
  if (resource === undefined) return Buffer.from(`id: ${place}\ndata: ${entry}\n\n`);
  return Buffer.concat([
    Buffer.from(`id: ${place}\ndata: {"resource":`),
    resource,
    Buffer.from(`,${entry.slice(1)}\n\n`),
  ]);
}
