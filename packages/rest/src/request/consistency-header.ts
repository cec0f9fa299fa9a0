import { WellspringError } from '@wellspring/errors';
import type { HttpRequest } from '@wellspring/http';

const name = 'x-amz-fhir-history-consistency-level';
const levels: readonly string[] = ['strong', 'eventual'];

/**
 * Checks the level of consistency that HealthLake lets clients choose. Here a write is searchable when it is
 * answered, so both levels are strong.
 *
 * @throws WellspringError `malformed-header`
 */
export function checkConsistencyHeader({ headers }: HttpRequest): void {
  const level = headers[name];
  if (level !== undefined && !levels.includes(level))
    throw new WellspringError('malformed-header', `${name} must be one of ${levels.join(', ')}`);
}
