import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Target } from '../search/load-orders.js';
import type { RestAnswer, RestFigures, RestOrder, RestRequest } from './rest-orders.js';

/** The generator of requests, in a process of its own. One order at a time. */
export interface RestProcess {
  /** Sends to this target from now on. */
  aim(target: Target): Promise<void>;
  /** Why the server refuses this request, where it does. */
  probe(request: RestRequest): Promise<string | undefined>;
  load(requests: readonly RestRequest[], seconds: number): Promise<RestFigures>;
  stop(): Promise<void>;
}

/** Starts it; the credential goes by the channel, not by the command line. */
export function startRestProcess(): RestProcess {
  const child = fork(fileURLToPath(new URL('./rest-generator.js', import.meta.url)));
  const ended = once(child, 'exit');

  const ask = async <K extends RestAnswer['kind']>(
    order: RestOrder,
    kind: K,
  ): Promise<Extract<RestAnswer, { kind: K }>> => {
    const waiting = new AbortController();
    const answered = once(child, 'message', waiting) as Promise<[RestAnswer]>;
    child.send(order);
    const gone = ended.then(() => {
      throw new Error('the load generator ended');
    });
    try {
      const [answer] = await Promise.race([answered, gone]);
      if (answer.kind === 'failed') throw new Error(answer.message);
      if (answer.kind !== kind) throw new Error(`the load generator answered ${answer.kind}, not ${kind}`);
      return answer as Extract<RestAnswer, { kind: K }>;
    } finally {
      waiting.abort();
    }
  };

  return {
    aim: async (target) => {
      await ask({ kind: 'target', target }, 'ready');
    },
    probe: async (request) => (await ask({ kind: 'probe', request }, 'probed')).refusal,
    load: async (requests, seconds) => (await ask({ kind: 'load', requests, seconds }, 'loaded')).load,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
