import { signRequest } from '@wellspring/access';
import { percentile } from '../percentile.js';
import { checkAnswer, glanceAt, refusalOf, type Answer } from './check-answer.js';
import { getRequest, httpConnection, type HttpConnection } from './http-connection.js';
import type { LoadAnswer, LoadFigures, LoadOrder, Target } from './load-orders.js';

/*
 * The process that sends the searches. It is one of its own, so that the benchmark's other work does
 * not delay it, and it does little while the clock runs: requests are signed before, and most answers
 * are only glanced at.
 */

/** Longer than the server lets any search run. */
const patience = 60_000;

interface Client {
  /** A search as it goes over the wire. */
  readonly sign: (search: string) => Buffer;
  /** As many as requests may be under way. */
  readonly connections: readonly HttpConnection[];
}

function clientOf({ endpoint, base, credentials, region, concurrency }: Target): Client {
  const { hostname, port } = new URL(endpoint);
  // What the server does not know it must refuse: a search without its condition would look fast.
  const headers = { accept: 'application/fhir+json', prefer: 'handling=strict' };
  const identity = { credentials, region, service: 'healthlake' };
  return {
    sign(search) {
      const url = new URL(search, base);
      const signed = signRequest({ method: 'GET', url, headers, body: '' }, identity, Date.now());
      return getRequest(url.pathname + url.search, signed);
    },
    connections: Array.from({ length: concurrency }, () => httpConnection(hostname, Number(port), patience)),
  };
}

async function load(
  { sign, connections }: Client,
  order: Extract<LoadOrder, { kind: 'load' }>,
): Promise<LoadFigures> {
  const searches = order.searches.map(sign);
  const times: number[] = [];
  let hits = 0;
  let checked = 0;
  let errors = 0;
  let firstError: string | undefined;
  const judge = (answer: Answer, number: number): string | undefined => {
    if (number % order.checkEvery !== 0) return glanceAt(answer, order.expectation);
    const verdict = checkAnswer(answer, order.expectation);
    if (!verdict.ok) return verdict.fault;
    hits += verdict.hits;
    checked += 1;
    return undefined;
  };

  let next = 0;
  const processor = process.cpuUsage();
  const started = performance.now();
  const deadline = started + order.seconds * 1000;
  const sendInTurn = async (connection: HttpConnection): Promise<void> => {
    while (next < searches.length && performance.now() < deadline) {
      const number = next;
      next += 1;
      const sent = performance.now();
      let fault: string | undefined;
      try {
        const answer = await connection.send(searches[number]!);
        times.push(performance.now() - sent);
        fault = judge(answer, number);
      } catch (error) {
        fault = (error as Error).message;
      }
      if (fault === undefined) continue;
      errors += 1;
      firstError ??= fault;
    }
  };
  await Promise.all(connections.map(sendInTurn));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return {
    requests: next,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    perSecond: times.length / seconds,
    hits: hits / checked,
    errors,
    ...(firstError !== undefined && { firstError }),
    generatorMicroseconds: (user + system) / next,
  };
}

async function walk(
  { sign, connections }: Client,
  { search, page, further }: Extract<LoadOrder, { kind: 'walk' }>,
): Promise<Extract<LoadAnswer, { kind: 'walked' }>> {
  const searches: string[] = [];
  let current: string | undefined = search;
  let at = 0;
  while (current !== undefined && at < page + further) {
    at += 1;
    if (at >= page) searches.push(current);
    const verdict = checkAnswer(await connections[0]!.send(sign(current)), { hits: 'some' });
    if (!verdict.ok) throw new Error(`page ${at}: ${verdict.fault}`);
    current = verdict.next;
  }
  return { kind: 'walked', page: at, searches };
}

let client: Client | undefined;

async function follow(order: LoadOrder): Promise<LoadAnswer> {
  if (order.kind === 'target') {
    client = clientOf(order.target);
    return { kind: 'ready' };
  }
  if (!client) throw new Error('an order came before the target');
  switch (order.kind) {
    case 'probe': {
      const refusal = refusalOf(await client.connections[0]!.send(client.sign(order.search)));
      return { kind: 'probed', ...(refusal !== undefined && { refusal }) };
    }
    case 'walk':
      return walk(client, order);
    case 'load':
      return { kind: 'loaded', load: await load(client, order) };
    default:
      return order satisfies never;
  }
}

process.on('message', (order: LoadOrder) => {
  follow(order)
    .catch((error: unknown): LoadAnswer => ({ kind: 'failed', message: (error as Error).message }))
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
// Whoever started it has gone: there is nobody to measure for.
process.on('disconnect', () => process.exit(0));
