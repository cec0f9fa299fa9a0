import { describe, expect, it } from 'vitest';
import { createTaskGroup } from './task-group.js';

describe('createTaskGroup', () => {
  it('settles when its last task has, and keeps the first failure', async () => {
    const failures: unknown[] = [];
    const group = createTaskGroup((error) => failures.push(error));
    const later = (ms: number, error?: Error): Promise<void> =>
      new Promise((resolve, reject) => {
        setTimeout(() => {
          if (error === undefined) resolve();
          else reject(error);
        }, ms);
      });
    await group.settled();
    group.check();
    const [first, second] = [new Error('first'), new Error('second')];
    let settled = false;
    let end: () => void = () => undefined;
    group.add(
      new Promise<void>((resolve) => {
        end = resolve;
      }),
    );
    group.add(later(10, first));
    group.add(later(20, second));
    const whole = group.settled().then(() => (settled = true));
    await later(40);
    expect(settled).toBe(false);
    end();
    await whole;
    expect(failures).toEqual([first]);
    expect(() => {
      group.check();
    }).toThrow('first');
  });
});
