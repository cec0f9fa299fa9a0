import { WellspringError } from '@wellspring/errors';
import type { HttpRequest } from '@wellspring/http';

const validationLevels: readonly string[] = ['strict', 'structure-only', 'minimal'];

/**
 * Checks the headers that change what a write means. The validation levels are taken, and all mean
 * structural validation so far. What this server cannot honour is refused: to pass over a condition
 * would write what the client wanted to prevent.
 *
 * @throws WellspringError `malformed-header`, `interaction-not-supported`
 */
export function checkWriteHeaders({ headers }: HttpRequest): void {
  const level = headers['x-amzn-healthlake-fhir-validation-level'];
  if (level !== undefined && !validationLevels.includes(level))
    throw new WellspringError(
      'malformed-header',
      `x-amzn-healthlake-fhir-validation-level must be one of ${validationLevels.join(', ')}`,
    );
  for (const name of ['if-none-exist', 'if-none-match', 'x-amz-fhir-idempotency-key'])
    if (headers[name] !== undefined)
      throw new WellspringError(
        'interaction-not-supported',
        `The header ${name} is not supported on writes yet`,
      );
}
