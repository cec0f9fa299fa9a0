import { WellspringError } from '@wellspring/errors';
import { requestedInterval } from '@wellspring/fhir';
import { readBody, type HttpRequest } from '@wellspring/http';
import type { QueryPair } from '../../request/query-pairs.js';

/** Parameters of every request, which are read elsewhere. */
const general: ReadonlySet<string> = new Set(['_format', '_pretty']);

/** The parameters of a job that deletes, by their names. */
export type JobParameters = ReadonlyMap<string, string>;

/**
 * Reads the parameters in the address. What is not known is refused, whatever Prefer says: to pass over a misspelt
 * `start` would delete what the client meant to keep.
 *
 * @throws WellspringError `invalid-parameter`
 */
export function readJobParameters(query: readonly QueryPair[], known: readonly string[]): JobParameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of query) {
    if (general.has(name)) continue;
    if (!known.includes(name))
      throw invalid(
        `The parameter ${JSON.stringify(name.slice(0, 64))} is not known here; there are ${known.join(', ') || 'none'}`,
      );
    if (parameters.has(name)) throw invalid(`${name} can be given once only`);
    parameters.set(name, value);
  }
  return parameters;
}

/**
 * Refuses a body. The parameters of these operations are in the address; conditions in a body that nobody reads
 * would be passed over.
 *
 * @throws WellspringError `invalid-parameter`, `body-too-large`, `request-aborted`
 */
export async function requireNoBody(request: HttpRequest, limit: number): Promise<void> {
  const body = (await readBody(request, limit)).toString('latin1').trim();
  if (body !== '' && body !== '{}')
    throw invalid('This operation takes its parameters from the address; send it without a body');
}

/** @throws WellspringError `invalid-parameter` */
export function booleanOf(parameters: JobParameters, name: string): boolean {
  const value = parameters.get(name) ?? 'false';
  if (value !== 'true' && value !== 'false') throw invalid(`${name} must be true or false`);
  return value === 'true';
}

/** Names of the parameters that `changedBetween` reads. */
export const timeParameters = ['_since', 'start', 'end'] as const;

/**
 * Which resources are meant, by the time of their last change: from `_since` or `start` on, and before `end`, which
 * is not after now. What is written later than the request is never touched.
 *
 * @throws WellspringError `invalid-parameter`
 */
export function changedBetween(
  parameters: JobParameters,
  now = Date.now(),
): { readonly since?: string; readonly before: string } {
  const [since, start, end] = timeParameters.map((name) => momentOf(parameters, name));
  if (since !== undefined && (start !== undefined || end !== undefined))
    throw invalid('_since cannot be given together with start or end');
  const from = since ?? start;
  if (from !== undefined && end !== undefined && from >= end) throw invalid('start must be earlier than end');
  // Jobs tell times to the millisecond: what is finer makes the time shorter, never longer. Version ids are finer,
  // too: of the millisecond of the request all belong to the time before it.
  const before = Math.min(end === undefined ? Infinity : Math.floor(end / 1000), now + 1);
  return {
    ...(from !== undefined && { since: new Date(Math.ceil(from / 1000)).toISOString() }),
    before: new Date(before).toISOString(),
  };
}

/** In microseconds since 1970; a date stands for its first moment, in UTC. */
function momentOf(parameters: JobParameters, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  const interval = requestedInterval(text);
  if (interval === undefined)
    throw invalid(`${name} must be a date or an instant, such as 2026-03-04 or 2026-03-04T05:06:07Z`);
  return interval.low;
}

/** A parameter that cannot be read. */
export function invalid(message: string): WellspringError {
  return new WellspringError('invalid-parameter', message);
}
