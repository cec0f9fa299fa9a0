import { validateResource, type Issue, type JsonObject, type ValidationLevel } from '@wellspring/fhir';

/** What a report on data quality calls valid. */
export interface QualityValidator {
  /** How far it looks; the report says so. */
  readonly level: ValidationLevel;
  readonly validate: (tree: JsonObject) => Promise<readonly Issue[]>;
}

/** Validates the structure alone, as is done with everything that comes in. */
export function createQualityValidator(): QualityValidator {
  return { level: 'structure-only', validate: (tree) => Promise.resolve(validateResource(tree)) };
}
