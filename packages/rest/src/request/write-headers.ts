import { WellspringError } from '@wellspring/errors';
import { validationLevels } from '@wellspring/fhir';
import type { HttpRequest } from '@wellspring/http';
import { levelHeader } from '../validation/validation-level.js';

/** Headers that a write hangs on. */
export type WriteCondition = 'if-match' | 'if-none-exist' | 'if-none-match' | 'x-amz-fhir-idempotency-key';

const conditions: readonly WriteCondition[] = [
  'if-match',
  'if-none-exist',
  'if-none-match',
  'x-amz-fhir-idempotency-key',
];

/**
 * Checks the headers that change what a write means. What the interaction does not honour is refused: to pass over a
 * condition would write what the client wanted to prevent.
 *
 * @param honoured the conditions that the interaction itself reads
 * @throws WellspringError `malformed-header`, `interaction-not-supported`
 */
export function checkWriteHeaders(
  { headers }: Pick<HttpRequest, 'headers'>,
  honoured: readonly WriteCondition[] = [],
): void {
  const level = headers[levelHeader];
  if (level !== undefined && !(validationLevels as readonly string[]).includes(level))
    throw new WellspringError(
      'malformed-header',
      `${levelHeader} must be one of ${validationLevels.join(', ')}`,
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
