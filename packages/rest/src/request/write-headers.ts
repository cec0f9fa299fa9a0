import { WellspringError } from '@wellspring/errors';
import type { HttpRequest } from '@wellspring/http';

const validationLevels: readonly string[] = ['strict', 'structure-only', 'minimal'];

/** Headers that a write hangs on. */
export type WriteCondition = 'if-match' | 'if-none-exist' | 'if-none-match' | 'x-amz-fhir-idempotency-key';

const conditions: readonly WriteCondition[] = [
  'if-match',
  'if-none-exist',
  'if-none-match',
  'x-amz-fhir-idempotency-key',
];

/**
 * Checks the headers that change what a write means. The validation levels are taken, and all mean
 * structural validation so far. What the interaction does not honour is refused: to pass over a condition
 * would write what the client wanted to prevent.
 *
 * @param honoured the conditions that the interaction itself reads
 * @throws WellspringError `malformed-header`, `interaction-not-supported`
 */
export function checkWriteHeaders(
  { headers }: Pick<HttpRequest, 'headers'>,
  honoured: readonly WriteCondition[] = [],
): void {
  const level = headers['x-amzn-healthlake-fhir-validation-level'];
  if (level !== undefined && !validationLevels.includes(level))
    throw new WellspringError(
      'malformed-header',
      `x-amzn-healthlake-fhir-validation-level must be one of ${validationLevels.join(', ')}`,
    );
  for (const name of conditions)
    if (headers[name] !== undefined && !honoured.includes(name))
      throw new WellspringError(
        'interaction-not-supported',
        `The header ${name} is not supported for this interaction`,
      );
}

/**
 * Whether a write wants that there is no such resource: `If-None-Match: *`, the one form that R4 asks of
 * servers (https://hl7.org/fhir/R4/http.html#ccreate tells it of an update).
 *
 * @throws WellspringError `malformed-header`
 */
export function wantsAbsent({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  const header = headers['if-none-match'];
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  throw new WellspringError('malformed-header', 'If-None-Match of a write can be * only');
}
