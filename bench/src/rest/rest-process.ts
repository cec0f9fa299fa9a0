import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { loadFigures, type RestFigures } from './load-figures.js';
import type { Load, LoadTally, RestAnswer, RestOrder, RestRequest, Target } from './rest-orders.js';

/** The generator of requests, in processes of its own. One order at a time. */
export interface RestProcess {
  /** Sends to this target from now on. */
  aim(target: Target): Promise<void>;
  /** Why the server refuses this request, where it does. */
  probe(request: RestRequest): Promise<string | undefined>;
  /** The searches of a page and of some behind it; none where the hits end before. */
  walk(search: string, page: number, further: number): Promise<readonly string[]>;
  load(load: Load): Promise<RestFigures>;
  /** The load that is under way sends no more: it ends with the answers that are still to come. */
  halt(): void;
  stop(): Promise<void>;
}

/**
 * Starts it; the credential goes by the channel, not by the command line.
 *
 * @param processes that share the clients among them: for servers that take more than one can send
 */
export function startRestProcess(processes = 1): RestProcess {
  const generators = Array.from({ length: processes }, startGenerator);
  const first = generators[0]!;
  const shareOf = (number: number, of: number): number =>
    Math.floor((of * (number + 1)) / processes) - Math.floor((of * number) / processes);
  return {
    async aim(target) {
      if (target.concurrency < processes) throw new Error('each generator needs a client');
      await Promise.all(
        generators.map((generator, number) =>
          generator.ask(
            {
              kind: 'target',
              target: { ...target, concurrency: shareOf(number, target.concurrency) },
            },
            'ready',
          ),
        ),
      );
    },
    probe: async (request) => (await first.ask({ kind: 'probe', request }, 'probed')).refusal,
    walk: async (search, page, further) =>
      (await first.ask({ kind: 'walk', search, page, further }, 'walked')).searches,
    async load(load) {
      const sent = async (generator: Generator, number: number): Promise<LoadTally> => {
        const { most, requests } = load;
        // Each begins at another place, so that they do not send the same at the same time.
        const from = Math.floor((requests.length * number) / processes);
        const share: Load = {
          ...load,
          requests: [...requests.slice(from), ...requests.slice(0, from)],
          ...(most !== undefined && { most: shareOf(number, most) }),
        };
        return (await generator.ask({ kind: 'load', load: share }, 'loaded')).tally;
      };
      return loadFigures(await Promise.all(generators.map(sent)));
    },
    halt() {
      for (const generator of generators) generator.halt();
    },
    async stop() {
      await Promise.all(generators.map((generator) => generator.stop()));
    },
  };
}

interface Generator {
  ask<K extends RestAnswer['kind']>(order: RestOrder, kind: K): Promise<Extract<RestAnswer, { kind: K }>>;
  halt(): void;
  stop(): Promise<void>;
}

function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL('./rest-generator.js', import.meta.url)), {
    serialization: 'advanced',
  });
  const ended = once(child, 'exit');
  return {
    async ask<K extends RestAnswer['kind']>(order: RestOrder, kind: K) {
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
    },
    halt() {
      if (child.connected) child.send({ kind: 'halt' } satisfies RestOrder);
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
