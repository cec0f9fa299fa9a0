import { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import { fhirJson, type FhirResponse } from '../../response/fhir-response.js';
import { failureResponse } from '../../response/outcome-response.js';

/** How often a space is sent while there is nothing else, in milliseconds. */
const everyMs = 15_000;

/**
 * An answer that begins at once and ends when the work is done: white space keeps the connection open until then. A
 * failure comes as an OperationOutcome, under the status 200 that has been sent.
 */
export function slowAnswer(work: Promise<FhirResponse>): FhirResponse {
  const settled = work.catch((error: unknown) =>
    error instanceof WellspringError
      ? failureResponse(error.code, error.message)
      : failureResponse('internal-error', 'The server failed'),
  );
  return {
    status: 200,
    headers: { 'content-type': fhirJson, 'cache-control': 'no-cache' },
    stream: Readable.from(spaced(settled), { objectMode: false }),
  };
}

async function* spaced(work: Promise<FhirResponse>): AsyncGenerator<Buffer> {
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        resolve(undefined);
      }, everyMs);
    });
    const answer = await Promise.race([work, patience]);
    clearTimeout(timer);
    if (answer !== undefined) {
      yield Buffer.concat(answer.body ?? []);
      return;
    }
    yield Buffer.from(' ');
  }
}
