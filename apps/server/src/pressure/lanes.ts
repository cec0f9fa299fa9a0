import { createLane, type Lane, type LaneLimits } from '@wellspring/http';
import type { Settings } from '../configuration/schema.js';
import type { WorkClass } from './work-class.js';

/** What all requests share. */
export interface Lanes {
  /** Turns to be worked on. */
  readonly work: Readonly<Record<WorkClass, Lane>>;
  /** Memory for bodies of up to {@link SMALL_BODY}, and for larger ones: those must not keep these waiting. */
  readonly smallBodies: Lane;
  readonly largeBodies: Lane;
  /** Memory for answers. */
  readonly answers: Lane;
}

export const SMALL_BODY = 1024 * 1024;

/** What keeps the control plane and the logins apart from the rest is not a matter of size. */
const CONTROL_AT_ONCE = 64;
const LOGINS_AT_ONCE = 32;
/** Bundles wait as if so many were worked on: a small one takes a few milliseconds, and what they hold is bounded by itself. */
const BUNDLES_WAITED_FOR = 64;
/** How long a Bundle waits: those before it may take seconds. */
const BUNDLE_PATIENCE_MS = 60_000;
/** Requests that may wait for memory: each has a turn, or a body on its way. */
const WAITING_FOR_MEMORY = 10_000;

/** The lanes of one process, as the settings have them. */
export function createLanes(settings: Settings): Lanes {
  const patienceMs = settings.WELLSPRING_WAITING_MS;
  const waiting = (atOnce: number): number => atOnce * settings.WELLSPRING_WAITING_REQUESTS;
  const lane = (what: string, atOnce: number, more: Partial<LaneLimits> = {}): Lane =>
    createLane(what, { atOnce, waiting: waiting(atOnce), patienceMs, ...more });
  const memory = (what: string, bytes: number): Lane =>
    createLane(what, { atOnce: Infinity, bytes, waiting: WAITING_FOR_MEMORY, patienceMs });
  const bodies = settings.WELLSPRING_BODY_MEMORY_BYTES;
  const searches = settings.WELLSPRING_SEARCHES_AT_ONCE;
  return {
    work: {
      read: lane('reads', settings.WELLSPRING_READS_AT_ONCE),
      search: lane('searches', searches),
      write: lane('writes', settings.WELLSPRING_WRITES_AT_ONCE),
      bundle: lane('Bundles', settings.WELLSPRING_BUNDLES_AT_ONCE, {
        bytes: settings.WELLSPRING_MAX_BUNDLE_BYTES,
        waiting: waiting(Math.max(settings.WELLSPRING_BUNDLES_AT_ONCE, BUNDLES_WAITED_FOR)),
        patienceMs: Math.max(patienceMs, BUNDLE_PATIENCE_MS),
      }),
      object: lane('files', settings.WELLSPRING_OBJECTS_AT_ONCE),
      feed: lane('readers of changes', settings.WELLSPRING_CHANGE_READERS + searches),
      control: lane('requests to the control plane', CONTROL_AT_ONCE),
      login: lane('logins', LOGINS_AT_ONCE),
    },
    smallBodies: memory('bodies', Math.floor(bodies / 4)),
    largeBodies: memory('large bodies', bodies - Math.floor(bodies / 4)),
    answers: memory('answers', settings.WELLSPRING_ANSWER_MEMORY_BYTES),
  };
}
