import { validateResource, type Issue, type JsonObject, type ValidationLevel } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';

/** What a report on data quality calls valid. */
export interface QualityValidator {
  /** How far it looks; the report says so. */
  readonly level: ValidationLevel;
  readonly validate: (tree: JsonObject) => Promise<readonly Issue[]>;
}

/** The validator of a data store: its structure alone, as for everything that comes in. */
export function createQualityValidator(_store: DataStore): QualityValidator {
  return { level: 'structure-only', validate: (tree) => Promise.resolve(validateResource(tree)) };
}
