import { WellspringError } from '@wellspring/errors';

/** No scope of the token allows it; in HealthLake's words, which tell nothing of what is there. */
export function insufficientScope(): WellspringError {
  return new WellspringError('insufficient-scope', 'Insufficient SMART scope permissions.');
}
