/** 2020-01-01T00:00:00Z, where version ids begin, in milliseconds since 1970. */
const EPOCH_MS = 1_577_836_800_000;

/**
 * Gives out version ids: `(microseconds since 2020-01-01T00:00:00Z << 10) | node`. They rise strictly
 * on one node and differ between nodes, so they are at once a version's name, its time, its place in
 * every page and in the change feed.
 */
export interface VersionClock {
  /** 0..1023, held by this process or worker alone. */
  readonly node: number;
  /**
   * The next id's microseconds since 2020: now, but later than every one before and than `after`.
   * As a number, since bulk writing takes thousands at a time.
   */
  nextMicros(after?: number): number;
  /** The next id; with `after`, one that is larger than it, even if another node's clock is ahead. */
  next(after?: bigint): bigint;
  /** Every later id is larger than this one. */
  startAfter(vid: bigint): void;
}

/**
 * @param slot the node's number, held by nobody else (`allocateNode` of the database room); it is read
 *   for every id, since it may change when the database was away
 * @param now microseconds since 1970
 */
export function createVersionClock(
  slot: { readonly node: number },
  now: () => number = systemMicros,
): VersionClock {
  const node = (): number => {
    if (!Number.isInteger(slot.node) || slot.node < 0 || slot.node > 1023)
      throw new RangeError(`A node is a number from 0 to 1023, not ${slot.node}`);
    return slot.node;
  };
  let last = 0;
  const nextMicros = (after = 0): number => {
    last = Math.max(Math.floor(now()) - EPOCH_MS * 1000, last + 1, after + 1);
    return last;
  };
  return {
    get node() {
      return node();
    },
    nextMicros,
    next: (after) => vidOf(nextMicros(after === undefined ? 0 : microsOf(after)), node()),
    startAfter: (vid) => {
      last = Math.max(last, microsOf(vid));
    },
  };
}

/** The clock's start within this process is exact to the millisecond; from there time only rises. */
function systemMicros(): number {
  const wall = Date.now();
  const monotonic = performance.timeOrigin + performance.now();
  // The monotonic clock does not follow corrections of the system's clock: believe it for its
  // microseconds only while the two agree.
  return Math.abs(monotonic - wall) < 50 ? monotonic * 1000 : wall * 1000;
}

/** The version id of an instant on a node. */
export function vidOf(micros: number, node: number): bigint {
  return (BigInt(micros) << 10n) | BigInt(node);
}

/** Microseconds since 2020 of a version id. */
export function microsOf(vid: bigint): number {
  return Number(vid >> 10n);
}

/** The two signed halves of the version id of an instant on a node. */
export function vidHigh(micros: number): number {
  return Math.floor(micros / 0x40_0000) | 0;
}
export function vidLow(micros: number, node: number): number {
  return ((micros % 0x40_0000) * 1024 + node) | 0;
}

/** Microseconds since 2020 of a version id as its two halves, the higher one signed. */
export function microsOfHalves(high: number, low: number): number {
  return high * 0x40_0000 + (low >>> 10);
}

/** `meta.lastUpdated` of a version: ISO 8601 in UTC, to the millisecond. */
export function lastUpdatedOf(vid: bigint): string {
  return lastUpdatedAt(Math.floor(microsOf(vid) / 1000));
}

/** The same of the milliseconds since 2020. */
export function lastUpdatedAt(ms: number): string {
  return new Date(EPOCH_MS + ms).toISOString();
}

/**
 * The smallest version id of an instant or later, so `vid >= firstVidAt(t)` says "at t or after".
 *
 * @param micros since 1970; beyond what an id can hold, the bound of PostgreSQL's bigint
 */
export function firstVidAt(micros: number): bigint {
  const since2020 = micros - EPOCH_MS * 1000;
  if (since2020 <= 0) return 0n;
  if (since2020 >= 2 ** 53) return 2n ** 63n - 1n;
  return BigInt(Math.ceil(since2020)) << 10n;
}
