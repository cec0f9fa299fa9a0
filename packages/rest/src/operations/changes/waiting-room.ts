import { WellspringError } from '@wellspring/errors';

/** Where requests wait for changes: a bounded number of them, all of which end when the program stops. */
export interface WaitingRoom {
  /**
   * @param client aborted when the client goes away
   * @throws WellspringError `too-many-waiting`
   */
  enter(client: AbortSignal): Seat;
}

/** The place of one waiting request. */
export interface Seat {
  /** Aborted when the client goes away, or the program stops. */
  readonly signal: AbortSignal;
  /** To be called in every case; a second time does nothing. */
  leave(): void;
}

/** Makes a room with so many places. */
export function createWaitingRoom(places: number, stopping: AbortSignal | undefined): WaitingRoom {
  const seats = new Set<AbortController>();
  stopping?.addEventListener(
    'abort',
    () => {
      for (const seat of seats) seat.abort();
    },
    { once: true },
  );
  return {
    enter(client) {
      if (seats.size >= places)
        throw new WellspringError(
          'too-many-waiting',
          `${String(places)} requests wait for changes already, the most at once; ask without _wait`,
        );
      const seat = new AbortController();
      const gone = (): void => {
        seat.abort();
      };
      if (client.aborted || stopping?.aborted === true) seat.abort();
      client.addEventListener('abort', gone, { once: true });
      seats.add(seat);
      return {
        signal: seat.signal,
        leave: () => {
          client.removeEventListener('abort', gone);
          seats.delete(seat);
        },
      };
    },
  };
}
