import { describe, expect, it } from 'vitest';
import { createWaitingRoom } from './waiting-room.js';

const client = () => new AbortController();

describe('the waiting room', () => {
  it('has so many places, and one again when somebody leaves', () => {
    const room = createWaitingRoom(2, undefined);
    const first = room.enter(client().signal);
    room.enter(client().signal);
    expect(() => room.enter(client().signal)).toThrow(expect.objectContaining({ code: 'too-many-waiting' }));
    first.leave();
    first.leave();
    room.enter(client().signal);
    expect(() => room.enter(client().signal)).toThrow(expect.objectContaining({ code: 'too-many-waiting' }));
  });

  it('tells who waits that the client is gone, and nobody else', () => {
    const room = createWaitingRoom(2, undefined);
    const [one, other] = [client(), client()];
    const [seat, otherSeat] = [room.enter(one.signal), room.enter(other.signal)];
    one.abort();
    expect([seat.signal.aborted, otherSeat.signal.aborted]).toEqual([true, false]);
  });

  it('tells all that the program stops, and who comes later', () => {
    const stopping = new AbortController();
    const room = createWaitingRoom(3, stopping.signal);
    const seats = [room.enter(client().signal), room.enter(client().signal)];
    stopping.abort();
    expect([...seats, room.enter(client().signal)].map(({ signal }) => signal.aborted)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('does not keep who comes when the client is gone already', () => {
    const gone = client();
    gone.abort();
    expect(createWaitingRoom(1, undefined).enter(gone.signal).signal.aborted).toBe(true);
  });
});
