import { describe, expect, it } from 'vitest';
import { createStatusPolls } from './status-polls.js';

describe('requests for the status of a job', () => {
  it('are answered so many times a minute, and again later', () => {
    let now = 5_000;
    const polls = createStatusPolls(60, () => now);
    const answered = (times: number) =>
      Array.from({ length: times }, () => polls.count('a')).filter((wait) => wait === undefined).length;
    expect(answered(100)).toBe(60);
    expect(polls.count('a')).toBe(1);
    now += 999;
    expect(polls.count('a')).toBe(1);
    now += 1;
    expect(answered(2)).toBe(1);
    // Those that were refused count for nothing; no more is saved up than a minute's.
    now += 3_600_000;
    expect(answered(100)).toBe(60);
  });

  it('say how long to wait', () => {
    const polls = createStatusPolls(2, () => 0);
    expect([1, 2, 3].map(() => polls.count('a'))).toEqual([undefined, undefined, 30]);
  });

  it('never are too many where a client keeps to Retry-After', () => {
    let now = 0;
    const polls = createStatusPolls(60, () => now);
    for (; now < 600_000; now += 1_000) expect(polls.count('a')).toBeUndefined();
  });

  it('count for each job, of which a thousand are remembered', () => {
    const polls = createStatusPolls(1, () => 0);
    expect(polls.count('first')).toBeUndefined();
    expect(polls.count('first')).toBe(60);
    for (let job = 0; job < 999; job++) expect(polls.count(String(job))).toBeUndefined();
    expect(polls.count('first')).toBe(60);
    for (let job = 1_000; job < 2_000; job++) expect(polls.count(String(job))).toBeUndefined();
    expect(polls.count('first')).toBeUndefined();
  });

  it('may be any number', () => {
    const polls = createStatusPolls(0);
    for (let times = 0; times < 10_000; times++) expect(polls.count('a')).toBeUndefined();
  });
});
