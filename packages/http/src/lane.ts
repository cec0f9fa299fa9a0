import { WellspringError } from '@wellspring/errors';

/** How much of one kind of work is done at a time, and how much of it waits. */
export interface LaneLimits {
  /** Turns that are taken at a time. */
  readonly atOnce: number;
  /** Bytes that the turns taken may hold together; who needs more than that goes alone. Absent: any number. */
  readonly bytes?: number;
  /** How many may wait for a turn; further ones are refused at once. */
  readonly waiting: number;
  /** How long one may wait for it, in milliseconds. */
  readonly patienceMs: number;
}

/** A turn that was taken. */
export interface Turn {
  /** Bytes that it holds. */
  readonly bytes: number;
  /** It holds so many now; others wait for what is too much, it does not. */
  resize(bytes: number): void;
  /** Gives it back; giving it back twice is giving it back once. */
  leave(): void;
}

/** What a lane is at. */
export interface LaneFigures {
  readonly atOnce: number;
  readonly waiting: number;
  readonly bytes: number;
  /** Turns taken, and requests refused, since the program began. */
  readonly taken: number;
  readonly refused: number;
}

/** Lets so many in at a time, first come, first served. */
export interface Lane {
  /** A turn where there is one at once. */
  tryEnter(bytes?: number): Turn | undefined;
  /**
   * Waits for a turn.
   *
   * @throws WellspringError `overloaded` where too many wait, or it takes too long; `request-aborted`
   */
  enter(signal: AbortSignal, bytes?: number): Promise<Turn>;
  /** After how many seconds to come again, where who comes now would be refused at once; it counts as refused. */
  refusal(): number | undefined;
  figures(): LaneFigures;
}

/** The least and the most that Retry-After says, in seconds. */
const SOONEST = 1;
const LATEST = 60;

/**
 * A lane. What Retry-After says is how long it takes, at the pace of the last turns, until all are through who wait, and
 * who were sent away a moment ago and will come back.
 *
 * @param what its requests are called, for the message: `searches`
 * @param now milliseconds of a clock that never goes back
 */
export function createLane(
  what: string,
  limits: LaneLimits,
  now: () => number = () => performance.now(),
): Lane {
  const queue = new Set<{ readonly bytes: number; readonly enter: (turn: Turn) => void }>();
  let atOnce = 0;
  let bytes = 0;
  let taken = 0;
  let refused = 0;
  /** How long a turn takes, in milliseconds: the last ones count most. */
  let pace = 0;
  let finished = false;
  let sentAway = { second: -1, count: 0 };

  const fits = (size: number): boolean =>
    atOnce === 0 || (atOnce < limits.atOnce && (limits.bytes === undefined || bytes + size <= limits.bytes));

  const held: TurnHolder = {
    resized(from, to) {
      bytes += to - from;
      if (to < from) letIn();
    },
    left(turn) {
      atOnce -= 1;
      bytes -= turn.bytes;
      pace += (now() - turn.began - pace) * (finished ? 0.05 : 1);
      finished = true;
      letIn();
    },
  };

  const take = (size: number): Turn => {
    atOnce += 1;
    bytes += size;
    taken += 1;
    return new TakenTurn(held, size, now());
  };

  const letIn = (): void => {
    if (queue.size === 0) return;
    for (const first of queue) {
      if (!fits(first.bytes)) return;
      queue.delete(first);
      first.enter(take(first.bytes));
    }
  };

  const refuse = (): number => {
    refused += 1;
    const second = Math.floor(now() / 1_000);
    sentAway = { second, count: sentAway.second === second ? sentAway.count + 1 : 1 };
    const ahead = queue.size + sentAway.count;
    return Math.min(LATEST, Math.max(SOONEST, Math.ceil((ahead * pace) / limits.atOnce / 1_000)));
  };

  const overloaded = (seconds: number): WellspringError =>
    new WellspringError('overloaded', `More ${what} came than can be worked on; try again`, {
      retryAfter: seconds,
    });

  const wait = (signal: AbortSignal, size: number): Promise<Turn> =>
    new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      const waiting = {
        bytes: size,
        enter: (turn: Turn) => {
          settle();
          resolve(turn);
        },
      };
      const giveUp = (error: WellspringError): void => {
        settle();
        queue.delete(waiting);
        reject(error);
        // It may have been the one that was too large for what there is room for.
        letIn();
      };
      const onAbort = (): void => {
        giveUp(new WellspringError('request-aborted', 'The connection was closed'));
      };
      const timer = setTimeout(() => {
        giveUp(overloaded(refuse()));
      }, limits.patienceMs);
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      queue.add(waiting);
    });

  const tryEnter = (size = 0): Turn | undefined => (queue.size === 0 && fits(size) ? take(size) : undefined);

  return {
    tryEnter,
    async enter(signal, size = 0) {
      const turn = tryEnter(size);
      if (turn !== undefined) return turn;
      if (queue.size >= limits.waiting) throw overloaded(refuse());
      return wait(signal, size);
    },
    refusal: () => (queue.size > 0 && queue.size >= limits.waiting ? refuse() : undefined),
    figures: () => ({ atOnce, waiting: queue.size, bytes, taken, refused }),
  };
}

/** What a lane hears of the turns that it gave. */
interface TurnHolder {
  resized(from: number, to: number): void;
  left(turn: TakenTurn): void;
}

/** Two are taken for each request: a class, for the reason that `DerivedRequest` tells. */
class TakenTurn implements Turn {
  bytes: number;
  /** By the lane's clock. */
  readonly began: number;
  readonly #lane: TurnHolder;
  #hasLeft = false;

  constructor(lane: TurnHolder, bytes: number, began: number) {
    this.#lane = lane;
    this.bytes = bytes;
    this.began = began;
  }

  resize(bytes: number): void {
    if (this.#hasLeft) return;
    const before = this.bytes;
    this.bytes = bytes;
    this.#lane.resized(before, bytes);
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#lane.left(this);
  }
}
