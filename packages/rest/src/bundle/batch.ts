import { WellspringError } from '@wellspring/errors';
import type { ReadEntry } from '@wellspring/fhir';
import { neededActions } from '../authorization/needed-actions.js';
import type { Exchange } from '../interactions/exchange.js';
import type { FhirResponse } from '../response/fhir-response.js';
import { failureResponse, outcomeResponse } from '../response/outcome-response.js';
import type { Perform } from '../interactions/perform.js';
import { issuesHeader } from '../validation/validation-level.js';
import { bundle, type BundleEntry } from './bundle.js';
import { ANSWER_BYTES } from './bundle-limits.js';
import { EntryFailure } from './entry-failure.js';
import { entryRequest } from './entry-request.js';
import { entryResponse } from './entry-response.js';

/**
 * Carries out each entry on its own, one after the other, whatever becomes of the others; the answers are in
 * the order of the entries (https://hl7.org/fhir/R4/http.html#transaction).
 */
export async function batch(
  exchange: Exchange,
  entries: readonly ReadEntry[],
  perform: Perform,
): Promise<FhirResponse> {
  const answers: BundleEntry[] = [];
  let bytes = 0;
  let marked = false;
  for (const [index, entry] of entries.entries()) {
    // Who went away gets no answer; what is done stays, what is not is not begun.
    if (exchange.request.signal.aborted)
      throw new WellspringError('request-aborted', 'The connection was closed');
    const answer =
      bytes > ANSWER_BYTES
        ? refused(
            failureResponse(
              'too-costly',
              'The answers to the entries before are larger than a Bundle may be',
            ),
          )
        : await carriedOut(exchange, entry, index, perform);
    marked ||= answer.marked;
    bytes += answer.entry.resource?.length ?? 0;
    answers.push(answer.entry);
  }
  const body = bundle({ type: 'batch-response', links: [], entries: answers });
  return { status: 200, headers: marked ? issuesHeader : {}, body };
}

/** The answer to one entry; `marked`: what was stored is marked with what is wrong with it. */
interface EntryAnswer {
  readonly entry: BundleEntry;
  readonly marked: boolean;
}

function refused(answer: FhirResponse): EntryAnswer {
  return { entry: entryResponse(answer), marked: false };
}

async function carriedOut(
  exchange: Exchange,
  entry: ReadEntry,
  index: number,
  perform: Perform,
): Promise<EntryAnswer> {
  const { issues } = entry;
  if (issues.length > 0) return refused(EntryFailure.withIssues(index, 'invalid-bundle', issues).response());
  try {
    const { interaction, exchange: own } = entryRequest(exchange, entry);
    const { method, headers } = own.request;
    const asked = { method, ifNoneExist: headers['if-none-exist'], query: own.query };
    await exchange.rights.require(neededActions(interaction, asked));
    const answer = withoutRepresentation(exchange, await perform(interaction, own));
    const marked = Object.keys(issuesHeader).some((name) => name in answer.headers);
    return { entry: entryResponse(answer, { interaction, base: exchange.base }), marked };
  } catch (error) {
    // What is not foreseen fails the whole Bundle, and is logged.
    if (!(error instanceof WellspringError) || error.definition.status === 500) throw error;
    const { status, issue } = error.definition;
    return refused(outcomeResponse(status, [{ severity: 'error', code: issue, diagnostics: error.message }]));
  }
}

/** In a Bundle what was written is sent back only where Prefer asks for it. */
function withoutRepresentation({ request }: Exchange, response: FhirResponse): FhirResponse {
  const written = response.headers['location'] !== undefined && response.status < 300;
  if (!written || /\breturn=(?:representation|OperationOutcome)\b/.test(request.headers['prefer'] ?? ''))
    return response;
  return { status: response.status, headers: response.headers };
}
