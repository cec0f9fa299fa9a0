import { checkAnswer, refusalOf } from '../search/check-answer.js';
import { createdResources } from './created-resources.js';
import { restClient, type RestClient } from './rest-client.js';
import type { RestAnswer, RestOrder } from './rest-orders.js';
import { sendLoad } from './send-load.js';

/*
 * The process that sends the requests. It is one of its own, so that the benchmark's other work does not delay it,
 * and it does little while the clock runs: requests are signed before, and most answers are only glanced at.
 */

async function walk(
  client: RestClient,
  { search, page, further }: Extract<RestOrder, { kind: 'walk' }>,
): Promise<readonly string[]> {
  const searches: string[] = [];
  const expectation = { hits: 'some' } as const;
  let current: string | undefined = search;
  for (let at = 1; current !== undefined && at < page + further; at += 1) {
    if (at >= page) searches.push(current);
    const bytes = client.sign({ method: 'GET', path: current, search: expectation });
    const verdict = checkAnswer(await client.connections[0]!.send(bytes), expectation);
    if (!verdict.ok) throw new Error(`page ${at}: ${verdict.fault}`);
    current = verdict.next;
  }
  return searches;
}

let client: RestClient | undefined;
let underWay = new AbortController();
const pool = createdResources();

async function follow(order: Exclude<RestOrder, { kind: 'halt' }>): Promise<RestAnswer> {
  if (order.kind === 'target') {
    client?.connections.forEach((connection) => {
      connection.close();
    });
    client = restClient(order.target);
    return { kind: 'ready' };
  }
  if (!client) throw new Error('an order came before the target');
  switch (order.kind) {
    case 'probe': {
      const refusal = refusalOf(await client.connections[0]!.send(client.sign(order.request)));
      return { kind: 'probed', ...(refusal !== undefined && { refusal }) };
    }
    case 'walk':
      return { kind: 'walked', searches: await walk(client, order) };
    case 'load':
      underWay = new AbortController();
      return { kind: 'loaded', tally: await sendLoad(client, order.load, pool, underWay.signal) };
    default:
      return order satisfies never;
  }
}

process.on('message', (order: RestOrder) => {
  if (order.kind === 'halt') {
    underWay.abort();
    return;
  }
  follow(order)
    .catch((error: unknown): RestAnswer => ({ kind: 'failed', message: (error as Error).message }))
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
// Whoever started it has gone: there is nobody to measure for.
process.on('disconnect', () => process.exit(0));
