import { signRequest } from '@wellspring/access';
import { percentile } from '../percentile.js';
import { refusalOf, type Answer } from '../search/check-answer.js';
import { httpConnection, wholeRequest, type HttpConnection } from '../search/http-connection.js';
import type { Target } from '../search/load-orders.js';
import type { RestAnswer, RestFigures, RestOrder, RestRequest } from './rest-orders.js';

/*
 * The process that sends the requests: as that of the searches, it signs before the clock runs, and looks at
 * most answers only as far as their status and first bytes.
 */

/** A large bundle may take its time. */
const patience = 120_000;
/** Of so many answers one is parsed. */
const checkEvery = 16;

interface Client {
  readonly sign: (request: RestRequest) => Buffer;
  /** As many as requests may be under way. */
  readonly connections: readonly HttpConnection[];
}

function clientOf({ endpoint, base, credentials, region, concurrency }: Target): Client {
  const { hostname, port } = new URL(endpoint);
  const identity = { credentials, region, service: 'healthlake' };
  return {
    sign({ method, path, body }) {
      // The base itself, where a bundle goes, has no slash at its end.
      const url = path === '' ? new URL(base.replace(/\/$/, '')) : new URL(path, base);
      const headers = {
        accept: 'application/fhir+json',
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      };
      const signed = signRequest({ method, url, headers, body: body ?? '' }, identity, Date.now());
      return wholeRequest(method, url.pathname + url.search, signed, body);
    },
    connections: Array.from({ length: concurrency }, () => httpConnection(hostname, Number(port), patience)),
  };
}

/** What is wrong with an answer; undefined where nothing is. */
function faultOf({ status, body }: Answer, request: RestRequest, number: number): string | undefined {
  if (status !== request.status)
    return `${request.method} ${request.path}: status ${status}, not ${request.status}: ${body.toString('utf8', 0, 300)}`;
  if (body.toString('latin1', 0, 17) !== '{"resourceType":"') return 'the answer is no resource';
  if (number % checkEvery !== 0) return undefined;
  const resource = JSON.parse(body.toString('utf8')) as { resourceType: string; entry?: unknown[] };
  if (resource.resourceType !== 'Bundle') return undefined;
  if (request.method === 'POST')
    return resource.entry?.length === request.resources ? undefined : 'the bundle lacks entries';
  return (resource.entry ?? []).length > 0 ? undefined : 'nothing was found, although the data has it';
}

async function load(
  { sign, connections }: Client,
  { requests, seconds }: Extract<RestOrder, { kind: 'load' }>,
): Promise<RestFigures> {
  const signed = requests.map(sign);
  const times: number[] = [];
  let resources = 0;
  let errors = 0;
  let firstError: string | undefined;
  let next = 0;
  const processor = process.cpuUsage();
  const started = performance.now();
  const deadline = started + seconds * 1000;
  const sendInTurn = async (connection: HttpConnection): Promise<void> => {
    while (performance.now() < deadline) {
      const number = next;
      next += 1;
      const request = requests[number % requests.length]!;
      const sent = performance.now();
      let fault: string | undefined;
      try {
        const answer = await connection.send(signed[number % signed.length]!);
        times.push(performance.now() - sent);
        fault = faultOf(answer, request, number);
        if (fault === undefined) resources += request.resources;
      } catch (error) {
        fault = (error as Error).message;
      }
      if (fault === undefined) continue;
      errors += 1;
      firstError ??= fault;
    }
  };
  await Promise.all(connections.map(sendInTurn));
  const took = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return {
    requests: next,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    perSecond: (next - errors) / took,
    resourcesPerSecond: resources / took,
    errors,
    ...(firstError !== undefined && { firstError }),
    generatorMicroseconds: (user + system) / next,
  };
}

let client: Client | undefined;

async function follow(order: RestOrder): Promise<RestAnswer> {
  if (order.kind === 'target') {
    client?.connections.forEach((connection) => {
      connection.close();
    });
    client = clientOf(order.target);
    return { kind: 'ready' };
  }
  if (!client) throw new Error('an order came before the target');
  switch (order.kind) {
    case 'probe': {
      const refusal = refusalOf(await client.connections[0]!.send(client.sign(order.request)));
      return { kind: 'probed', ...(refusal !== undefined && { refusal }) };
    }
    case 'load':
      return { kind: 'loaded', load: await load(client, order) };
    default:
      return order satisfies never;
  }
}

process.on('message', (order: RestOrder) => {
  follow(order)
    .catch((error: unknown): RestAnswer => ({ kind: 'failed', message: (error as Error).message }))
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
// Whoever started it has gone: there is nobody to measure for.
process.on('disconnect', () => process.exit(0));
