import { newCallRecord } from '@wellspring/http';
import type { AccessQuestion, Caller } from '../caller.js';

/** A caller for tests of what lies behind the front: the root of the account, who may do everything. */
export function testCaller(overrides: Partial<Caller> = {}): Caller {
  return {
    principal: { kind: 'root', arn: 'arn:aws:iam::000000000000:root', account: '000000000000' },
    authorize: () => Promise.resolve(),
    record: newCallRecord(),
    ...overrides,
  };
}

/** A caller that notes what it is asked for. */
export function askedCaller(): { readonly caller: Caller; readonly asked: readonly AccessQuestion[] } {
  const asked: AccessQuestion[] = [];
  const caller = testCaller({
    authorize: (question) => {
      asked.push(question);
      return Promise.resolve();
    },
  });
  return { caller, asked };
}
