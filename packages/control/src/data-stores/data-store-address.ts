import type { ControlConfig } from '../control-config.js';

/** Where the FHIR API of a data store is, with a slash at its end, as AWS has it. */
export function dataStoreEndpoint({ publicUrl }: Pick<ControlConfig, 'publicUrl'>, id: string): string {
  return `${publicUrl}/datastore/${id}/r4/`;
}
