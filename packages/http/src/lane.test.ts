import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLane, type LaneLimits } from './lane.js';

const never = new AbortController().signal;
const limits = (more: Partial<LaneLimits> = {}): LaneLimits => ({
  atOnce: 2,
  waiting: 2,
  patienceMs: 1_000,
  ...more,
});
const lane = (more: Partial<LaneLimits> = {}, now?: () => number) =>
  createLane('searches', limits(more), now);

const isIn = async (entering: Promise<unknown>) => {
  let entered = false;
  void entering.then(
    () => (entered = true),
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(0);
  return entered;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a lane', () => {
  it('lets so many in at a time, the others in the order they came', async () => {
    const one = lane();
    const turns = await Promise.all([one.enter(never), one.enter(never)]);
    const third = one.enter(never);
    const fourth = one.enter(never);
    expect(await isIn(third)).toBe(false);
    turns[1].leave();
    // Leaving twice is leaving once.
    turns[1].leave();
    expect(await isIn(third)).toBe(true);
    expect(await isIn(fourth)).toBe(false);
    expect(one.figures()).toEqual({ atOnce: 2, waiting: 1, bytes: 0, taken: 3, refused: 0 });
  });

  it('does not let anybody past who waits', async () => {
    const one = lane({ bytes: 100 });
    const first = await one.enter(never, 60);
    const large = one.enter(never, 60);
    expect(one.tryEnter(10)).toBeUndefined();
    const small = one.enter(never, 10);
    first.leave();
    expect(await isIn(large)).toBe(true);
    expect(await isIn(small)).toBe(true);
  });

  it('holds no more bytes than there is room for, but one in any case', async () => {
    const one = lane({ bytes: 100 });
    const alone = await one.enter(never, 500);
    const next = one.enter(never, 60);
    expect(await isIn(next)).toBe(false);
    alone.resize(40);
    expect(await isIn(next)).toBe(true);
    expect(one.figures().bytes).toBe(100);
  });

  it('refuses at once where enough wait already', async () => {
    const one = lane();
    const turns = [await one.enter(never), await one.enter(never)];
    const waiting = [one.enter(never), one.enter(never)];
    expect(one.refusal()).toBe(1);
    await expect(one.enter(never)).rejects.toMatchObject({ code: 'overloaded', retryAfter: 1 });
    for (const turn of turns) turn.leave();
    await Promise.all(waiting);
    expect(one.refusal()).toBeUndefined();
    expect(one.figures().refused).toBe(2);
  });

  it('refuses after a time', async () => {
    const one = lane({ atOnce: 1 });
    await one.enter(never);
    const waiting = one.enter(never);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'overloaded' });
    await vi.advanceTimersByTimeAsync(1_000);
    await refused;
    expect(one.figures().waiting).toBe(0);
  });

  it('does not wait for who goes away', async () => {
    const one = lane({ atOnce: 1 });
    const turn = await one.enter(never);
    const leaving = new AbortController();
    const gone = one.enter(leaving.signal);
    leaving.abort();
    await expect(gone).rejects.toMatchObject({ code: 'request-aborted' });
    await expect(one.enter(AbortSignal.abort())).rejects.toMatchObject({ code: 'request-aborted' });
    turn.leave();
    expect(await isIn(one.enter(never))).toBe(true);
  });

  it('lets others in when one goes that was too large', async () => {
    const one = lane({ bytes: 100 });
    await one.enter(never, 50);
    const leaving = new AbortController();
    const large = one.enter(leaving.signal, 80);
    const small = one.enter(never, 50);
    leaving.abort();
    await expect(large).rejects.toMatchObject({ code: 'request-aborted' });
    expect(await isIn(small)).toBe(true);
  });
});

it('says to come again when those are through who wait, and who were sent away', async () => {
  let clock = 0;
  const one = lane({ atOnce: 2, waiting: 10 }, () => clock);
  const turn = await one.enter(never);
  clock += 4_000;
  turn.leave();
  // From now on a turn takes 4 s, as far as is known.
  const turns = [await one.enter(never), await one.enter(never)];
  const waiting = Array.from({ length: 10 }, () => one.enter(never).catch(() => undefined));
  // 11 turns of 4 s, two at a time: 22 s. Who comes next has one more before it.
  expect(one.refusal()).toBe(22);
  expect(one.refusal()).toBe(24);
  clock += 1_000;
  expect(one.refusal()).toBe(22);
  for (const each of turns) each.leave();
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(waiting);
});

it('never says to come again later than in a minute', async () => {
  let clock = 0;
  const one = lane({ atOnce: 1, waiting: 1 }, () => clock);
  const turn = await one.enter(never);
  clock += 3_600_000;
  turn.leave();
  await one.enter(never);
  void one.enter(never).catch(() => undefined);
  expect(one.refusal()).toBe(60);
  await vi.advanceTimersByTimeAsync(1_000);
});
