import { checkAnswer, glanceAt, type Answer } from '../search/check-answer.js';
import type { RestRequest } from './rest-orders.js';

/** What an answer is worth: what is wrong with it where something is, and how much was found in it. */
export interface Judgement {
  readonly fault?: string;
  /** It was sent away, and may have been. */
  readonly isRefused?: boolean;
  /** Of an answer that was parsed and has entries. */
  readonly entries?: number;
}

const bundleStart = /^\s*\{/;

/**
 * Judges an answer: parsed and checked in full where asked for, else by its status and first bytes, since parsing
 * would take more of the processor than what is measured.
 */
export function judgeAnswer(answer: Answer, request: RestRequest, inFull: boolean): Judgement {
  const { status, body, retryAfter } = answer;
  if (request.mayBeRefused && isSentAway(answer)) return { isRefused: true };
  if (request.search) {
    if (!inFull) return faultOnly(glanceAt(answer, request.search));
    const verdict = checkAnswer(answer, request.search);
    return verdict.ok ? { entries: verdict.hits } : { fault: verdict.fault };
  }
  if (status !== request.status)
    return {
      fault: `${request.method} ${request.path}: status ${status}, not ${request.status}${retryAfter === undefined ? '' : ` (again after ${retryAfter} s)`}: ${body.toString('utf8', 0, 300)}`,
    };
  // Where nothing is asked about it, a server may answer a write with no body at all.
  if (body.length === 0 && request.method !== 'GET' && request.path !== '') return {};
  if (!bundleStart.test(body.toString('latin1', 0, 17))) return { fault: 'the answer is no resource' };
  if (!inFull) return {};
  const resource = JSON.parse(body.toString('utf8')) as { resourceType?: string; entry?: unknown[] };
  if (resource.resourceType === undefined) return { fault: 'the answer is no resource' };
  if (resource.resourceType !== 'Bundle') return {};
  const entries = (resource.entry ?? []).length;
  if (request.method === 'POST')
    return entries === request.resources ? { entries } : { fault: 'the bundle lacks entries' };
  return entries > 0 ? { entries } : { fault: 'nothing was found, although the data has it' };
}

/** Busy, or cut off because it took too long: https://hl7.org/fhir/R4/valueset-issue-type.html */
function isSentAway({ status, body, retryAfter }: Answer): boolean {
  if (status === 429 || status === 503) return retryAfter !== undefined;
  return status >= 400 && /"code"\s*:\s*"(?:too-costly|timeout)"/.test(body.toString('utf8', 0, 4_000));
}

function faultOnly(fault: string | undefined): Judgement {
  return fault === undefined ? {} : { fault };
}
