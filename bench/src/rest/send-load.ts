import type { HttpConnection } from '../search/http-connection.js';
import { judgeAnswer, type Judgement } from './answer-fault.js';
import type { CreatedResources } from './created-resources.js';
import type { RestClient } from './rest-client.js';
import type { Load, LoadRequest, LoadTally, RestRequest } from './rest-orders.js';

/** Of so many answers one is parsed, where the order does not say. */
const usualCheckEvery = 16;
const deletedStatuses: readonly number[] = [200, 202, 204];

/**
 * Sends a load as fast as it is answered; what is to be signed is signed before the clock runs.
 *
 * @param signal no request is begun any more once it is aborted
 */
export async function sendLoad(
  client: RestClient,
  { requests, seconds, most = Number.POSITIVE_INFINITY, checkEvery = usualCheckEvery }: Load,
  pool: CreatedResources,
  signal: AbortSignal,
): Promise<LoadTally> {
  const signed = requests.map((request) => (isDelete(request) ? undefined : client.sign(request)));
  const onlyDeletes = requests.every(isDelete);
  const times: number[] = [];
  const tally = {
    requests: 0,
    resources: 0,
    errors: 0,
    refused: 0,
    entries: 0,
    parsed: 0,
    created: 0,
    deleted: 0,
  };
  let firstError: string | undefined;
  let turn = 0;
  const processor = process.cpuUsage();
  const started = performance.now();
  const deadline = started + seconds * 1000;

  const send = async (
    connection: HttpConnection,
    bytes: Buffer,
    request: LoadRequest,
  ): Promise<Judgement> => {
    const number = tally.requests++;
    const sent = performance.now();
    const answer = await connection.send(bytes);
    times.push(performance.now() - sent);
    if (isDelete(request)) {
      if (!deletedStatuses.includes(answer.status)) return { fault: `DELETE: status ${answer.status}` };
      tally.deleted += 1;
      return {};
    }
    const judgement = judgeAnswer(answer, request, number % checkEvery === 0);
    if (judgement.isRefused) tally.refused += 1;
    else if (judgement.fault === undefined) {
      tally.resources += request.resources;
      tally.created += createdBy(request);
      if (request.status === 201) pool.add(answer);
    }
    return judgement;
  };

  const sendInTurn = async (connection: HttpConnection): Promise<void> => {
    while (tally.requests < most && performance.now() < deadline && !signal.aborted) {
      const at = turn++ % requests.length;
      const request = requests[at]!;
      let bytes = signed[at];
      if (bytes === undefined) {
        const path = pool.take();
        if (path === undefined && onlyDeletes) return;
        if (path === undefined) continue;
        bytes = client.sign({ method: 'DELETE', path });
      }
      const { fault, entries } = await send(connection, bytes, request).catch(
        (error: unknown): Judgement => ({ fault: (error as Error).message }),
      );
      if (entries !== undefined) {
        tally.entries += entries;
        tally.parsed += 1;
      }
      if (fault === undefined) continue;
      tally.errors += 1;
      firstError ??= fault;
    }
  };

  await Promise.all(client.connections.map(sendInTurn));
  const { user, system } = process.cpuUsage(processor);
  return {
    ...tally,
    times: Float64Array.from(times),
    seconds: (performance.now() - started) / 1000,
    ...(firstError !== undefined && { firstError }),
    processor: user + system,
  };
}

function isDelete(request: LoadRequest): request is Extract<LoadRequest, { method: 'DELETE' }> {
  return request.method === 'DELETE';
}

/** How many resources the server has more after it: a bundle posts all that is in it. */
function createdBy({ method, path, status, resources }: RestRequest): number {
  return status === 201 || (method === 'POST' && path === '') ? resources : 0;
}
