import { z } from 'zod';
import { bytes, milliseconds, setting } from './setting.js';

const atOnce = z.coerce.number().int().min(1).max(100_000);

/**
 * How much each process of the server takes on at a time. What comes beyond is answered with 503 and Retry-After; so
 * several processes allow the sum.
 */
export const pressureSettings = {
  WELLSPRING_READS_AT_ONCE: setting(atOnce.default(256), 'How many reads by id are worked on at a time.'),
  WELLSPRING_SEARCHES_AT_ONCE: setting(
    atOnce.default(32),
    'How many searches, histories and operations that search are worked on at a time.',
  ),
  WELLSPRING_WRITES_AT_ONCE: setting(
    atOnce.default(128),
    'How many creates, updates, patches and deletes are worked on at a time.',
  ),
  WELLSPRING_BUNDLES_AT_ONCE: setting(
    atOnce.default(4),
    'How many batches and transactions are worked on at a time, their bodies no larger together than WELLSPRING_MAX_BUNDLE_BYTES.',
  ),
  WELLSPRING_OBJECTS_AT_ONCE: setting(
    atOnce.default(128),
    'How many requests to the embedded object store, uploads and downloads of files are worked on at a time.',
  ),
  WELLSPRING_WAITING_REQUESTS: setting(
    z.coerce.number().int().min(0).max(1_000).default(4),
    'How many requests of a kind may wait for each that is worked on (of Bundles, for 64 at least); further ones get 503 at once.',
  ),
  WELLSPRING_WAITING_MS: setting(
    milliseconds.max(600_000).default(10_000),
    'How long a request waits for its turn, or for memory, before it gets 503.',
  ),
  WELLSPRING_BODY_MEMORY_BYTES: setting(
    bytes.default(128 * 1024 * 1024),
    'What the bodies of all requests that are read or worked on may take of the memory; a quarter is for those of up to 1 MiB alone.',
  ),
  WELLSPRING_ANSWER_MEMORY_BYTES: setting(
    bytes.default(64 * 1024 * 1024),
    'What the answers that are made or sent may take of the memory; while they take more, reads and searches wait.',
  ),
  WELLSPRING_IMPORT_SHARE: setting(
    z.coerce.number().int().min(1).max(100).optional(),
    'How much of its time an import works while clients are served, in percent; it gives way to others, too, but at 100. Default: with the embedded database on Linux it gives way, and works all the time; else 50.',
  ),
  WELLSPRING_SEARCH_CONNECTIONS: setting(
    z.coerce.number().int().min(1).max(250).optional(),
    'How many connections to the database searches take at a time; default: a quarter of WELLSPRING_DATABASE_CONNECTIONS, of the embedded database no more than the processors and one.',
  ),
};
