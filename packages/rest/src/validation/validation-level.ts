import { validationLevels, type ValidationLevel } from '@wellspring/fhir';
import type { Exchange } from '../interactions/exchange.js';

/** The header that says how strictly a write is validated. */
export const levelHeader = 'x-amzn-healthlake-fhir-validation-level';

/** What an answer says where something was stored although it is not valid. */
export const issuesHeader: Readonly<Record<string, string>> = {
  'x-amzn-healthlake-validation-issues': 'true',
};

/**
 * How strictly a write is validated: as its header says, else as the data store is set, else as the operator has set
 * it. The header has been checked (`checkWriteHeaders`).
 */
export async function validationLevelOf({
  request,
  store,
  validationLevel,
}: Pick<Exchange, 'request' | 'store' | 'validationLevel'>): Promise<ValidationLevel> {
  const asked = validationLevels.find((each) => each === request.headers[levelHeader]);
  return asked ?? (await store.conformance.state()).level ?? validationLevel;
}
