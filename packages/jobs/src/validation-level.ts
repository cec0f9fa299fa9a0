import type { ValidationLevel } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';
import type { JobSettings } from './job-settings.js';

/** How strictly a job validates: as its request says, else as its data store is set, else as the operator has set it. */
export async function levelOf(
  store: DataStore,
  { validationLevel }: { readonly validationLevel?: ValidationLevel },
  settings: Pick<JobSettings, 'validationLevel'>,
): Promise<ValidationLevel> {
  return validationLevel ?? (await store.conformance.state()).level ?? settings.validationLevel;
}
