import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPeriodicTask } from './periodic-task.js';

describe('a periodic task', () => {
  it('works again and again, one time after the other, until it is stopped', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const task = createPeriodicTask(
      1,
      async () => {
        most = Math.max(most, ++running);
        await sleep(5);
        running -= 1;
        done += 1;
      },
      () => undefined,
    );
    task.start();
    await Promise.all([task.now(), task.now()]);
    while (done < 5) await sleep(5);
    await task.stop();
    expect([most, running]).toEqual([1, 0]);
    const after = done;
    await task.now();
    await sleep(10);
    expect(done).toBe(after);
  });

  it('tells what went wrong and goes on, and ends its work when it is stopped', async () => {
    const failures: unknown[] = [];
    let times = 0;
    const task = createPeriodicTask(
      60_000,
      async (signal) => {
        if (++times === 1) throw new Error('once');
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      },
      (error) => failures.push(error),
    );
    await task.now();
    expect(failures).toEqual([new Error('once')]);
    const second = task.now();
    await sleep(1);
    await task.stop();
    await second;
    expect(times).toBe(2);
  });
});
