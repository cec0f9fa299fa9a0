import { setTimeout as sleep } from 'node:timers/promises';
import { signRequest } from '@wellspring/access';
import type { Answer } from '../search/check-answer.js';
import { httpConnection, wholeRequest, type HttpConnection } from '../search/http-connection.js';
import type { Target } from '../search/load-orders.js';
import type { SeededRandom } from '../search/seeded-random.js';
import type { Ledger } from './ledger.js';
import {
  drawRequest,
  updateOf,
  type OwnResources,
  type SoakData,
  type SoakRequest,
} from './soak-requests.js';

/** What came of a request. */
export type SoakOutcome =
  | { readonly kind: 'answered'; readonly ms: number }
  /** 429 or 503 with Retry-After. */
  | { readonly kind: 'refused'; readonly seconds: number }
  | { readonly kind: 'error'; readonly fault: string };

/** One client: a connection, a request at a time. */
export interface SoakClient {
  /** Goes on until then, in milliseconds of `performance.now()`. */
  run(until: number, told: (request: SoakRequest, outcome: SoakOutcome) => void): Promise<void>;
  /** One request. */
  send(request: SoakRequest): Promise<{ readonly outcome: SoakOutcome; readonly answer: Answer | undefined }>;
  close(): void;
}

/** The longest silence within a request, in milliseconds: a Bundle may wait for a minute. */
const PATIENCE_MS = 90_000;
/** Observations that a client keeps to delete them later. */
const KEPT = 50;

/** How a client takes a refusal: as it says, or, where more is to come than can be taken, after a moment. */
export type Manners = 'patient' | 'pressing';
const PRESSING_MS = 50;

export function createSoakClient(
  number: number,
  target: Omit<Target, 'concurrency'>,
  data: SoakData,
  ledger: Ledger,
  random: SeededRandom,
  manners: Manners,
): SoakClient {
  const { hostname, port } = new URL(target.endpoint);
  const connection: HttpConnection = httpConnection(hostname, Number(port), PATIENCE_MS);
  const own: OwnResources = { patient: `Patient/soak-${data.run}-${number}`, created: [] };

  const send: SoakClient['send'] = async (request) => {
    const began = performance.now();
    try {
      const answer = await connection.send(signed(target, request));
      const ms = performance.now() - began;
      const { status, retryAfter } = answer;
      if (request.statuses.includes(status)) return { answer, outcome: { kind: 'answered', ms } };
      if ((status === 503 || status === 429) && retryAfter !== undefined && retryAfter >= 1)
        return { answer, outcome: { kind: 'refused', seconds: retryAfter } };
      const fault = `${request.method} ${request.path}: ${status} ${answer.body.toString('utf8', 0, 300)}`;
      return { answer, outcome: { kind: 'error', fault } };
    } catch (error) {
      const fault = `${request.method} ${request.path}: ${(error as Error).message}`;
      return { answer: undefined, outcome: { kind: 'error', fault } };
    }
  };

  const note = (request: SoakRequest, answer: Answer | undefined, outcome: SoakOutcome): void => {
    const { kind } = request;
    if (kind !== 'create' && kind !== 'update' && kind !== 'delete' && kind !== 'transaction') return;
    if (outcome.kind === 'refused') {
      if (kind === 'delete') own.created.push(request.path);
      return;
    }
    if (outcome.kind === 'error' || answer === undefined) {
      ledger.unanswered += tagsOf(request);
      return;
    }
    ledger.countTagged(kind === 'delete' ? -1 : tagsOf(request));
    if (kind === 'delete') ledger.deleted(request.path);
    else if (kind !== 'transaction') {
      const written = JSON.parse(answer.body.toString('utf8')) as Written;
      const name = `${written.resourceType}/${written.id}`;
      ledger.written(name, Number(written.meta.versionId));
      if (kind === 'create' && own.created.length < KEPT) own.created.push(name);
    }
  };

  return {
    send,
    async run(until, told) {
      let request = updateOf(own, 0);
      let isThere = false;
      while (performance.now() < until) {
        const { answer, outcome } = await send(request);
        note(request, answer, outcome);
        told(request, outcome);
        if (outcome.kind === 'refused') {
          const rest = Math.max(0, until - performance.now());
          const wait = manners === 'patient' ? outcome.seconds * 1_000 : PRESSING_MS * (0.5 + random.unit());
          await sleep(Math.min(rest, wait));
        }
        // What it asks about has to be there.
        isThere ||= outcome.kind === 'answered';
        request = isThere ? drawRequest(data, own, random) : updateOf(own, 0);
      }
    },
    close() {
      connection.close();
    },
  };
}

interface Written {
  readonly resourceType: string;
  readonly id: string;
  readonly meta: { readonly versionId: string };
}

/** How many resources with the tag of the run a request makes, or removes. */
function tagsOf({ kind, body = '' }: SoakRequest): number {
  if (kind === 'update') return 0;
  return kind === 'transaction' ? body.split('"request":').length - 1 : 1;
}

/** As it goes over the wire. */
function signed({ base, credentials, region }: Omit<Target, 'concurrency'>, request: SoakRequest): Buffer {
  const { method, path, body } = request;
  const url = path === '' ? new URL(base.replace(/\/$/, '')) : new URL(path, base);
  const headers = {
    accept: 'application/fhir+json',
    ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
  };
  const identity = { credentials, region, service: 'healthlake' };
  const withSignature = signRequest({ method, url, headers, body: body ?? '' }, identity, Date.now());
  return wholeRequest(method, url.pathname + url.search, withSignature, body);
}
