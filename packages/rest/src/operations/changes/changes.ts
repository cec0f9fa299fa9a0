import { bundle } from '../../bundle/bundle.js';
import { historyEntry } from '../../bundle/history-entry.js';
import type { Exchange } from '../../interactions/exchange.js';
import { requireJsonAcceptable } from '../../request/content-negotiation.js';
import { parseMediaType } from '../../request/media-type.js';
import { preferenceOf } from '../../request/preference.js';
import { queryText, type QueryPair } from '../../request/query-pairs.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { refusalResponse } from '../../response/outcome-response.js';
import type { Operation, OperationTarget } from '../operation.js';
import { changeStream } from './change-stream.js';
import { readChangesParameters } from './changes-parameters.js';

/**
 * The feed of changes of a data store, or of a type in it: every create, update and delete, each once, oldest
 * first. FHIR R4 has no such operation; its answer is a Bundle of type history.
 */
export const changes: Operation = {
  name: 'changes',
  definition: 'urn:wellspring:operation:changes',
  levels: [
    { level: 'system', methods: ['GET'] },
    { level: 'type', methods: ['GET'] },
  ],
  negotiates: true,
  run,
};

/** How long the bearer of a token is sent changes at a time, in ms. */
const bearerStreamMs = 300_000;

async function run(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const { store, request, query, base, waitingRoom } = exchange;
  const streamed = wantsStream(exchange);
  if (!streamed) requireJsonAcceptable(request, query);
  const type = target.level === 'type' ? target.type : undefined;
  const parameters = readChangesParameters(query, type, preferenceOf(request).strict);
  if (!parameters.ok) return refusalResponse('invalid-search', parameters.issues);
  const { types, count, waitMs, applied } = parameters;
  const options = { count, ...(types !== undefined && { types }) };
  const since = (streamed ? request.headers['last-event-id'] : undefined) ?? parameters.since;
  const from = { ...options, ...(since !== undefined && { since }) };

  if (streamed) {
    // Before the answer begins: what is refused is refused with its status.
    const first = await store.changes(from);
    const entered = waitingRoom.enter(request.signal);
    // Tokens end, and what they give changes: the client comes again with its own, at the place where it was.
    const seat = exchange.permissions
      ? { ...entered, signal: AbortSignal.any([entered.signal, AbortSignal.timeout(bearerStreamMs)]) }
      : entered;
    const stream = changeStream(store, first, options, base, seat);
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };
    return { status: 200, headers: { ...headers, 'cache-control': 'no-store' }, stream };
  }

  const seat = waitMs > 0 ? waitingRoom.enter(request.signal) : undefined;
  try {
    const page = await store.changes(seat ? { ...from, waitMs, signal: seat.signal } : from);
    const url = (place: string | undefined): string => {
      const pairs: readonly QueryPair[] = place === undefined ? applied : [['_since', place], ...applied];
      const path = type === undefined ? `${base}/$changes` : `${base}/${type}/$changes`;
      return pairs.length > 0 ? `${path}?${queryText(pairs)}` : path;
    };
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: bundle({
        type: 'history',
        links: [
          { relation: 'self', url: url(since) },
          { relation: 'next', url: url(page.next) },
        ],
        entries: page.changes.map((change) => historyEntry(change, base, undefined)),
      }),
    };
  } finally {
    seat?.leave();
  }
}

/** Whether server-sent events are asked for by name; `_format` counts before Accept. */
function wantsStream({ request, query }: Exchange): boolean {
  if (query.some(([name]) => name === '_format')) return false;
  return (request.headers['accept'] ?? '').split(',').some((range) => {
    const { name, parameters } = parseMediaType(range);
    return name === 'text/event-stream' && Number(parameters.get('q') ?? 1) > 0;
  });
}
