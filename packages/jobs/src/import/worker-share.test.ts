import { expect, it } from 'vitest';
import { createWorkerShare } from './worker-share.js';

it('gives the first import all threads, each further one a thread of its own, and what comes free', () => {
  const share = createWorkerShare(2);
  share.takeFirst();
  expect([share.takeMore(), share.takeMore()]).toEqual([true, false]);
  share.takeFirst();
  expect(share.takeMore()).toBe(false);
  share.giveBack(2);
  expect([share.takeMore(), share.takeMore()]).toEqual([true, false]);
});
