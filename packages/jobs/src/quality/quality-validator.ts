import type { Issue, JsonObject, ValidationLevel } from '@wellspring/fhir';
import type { DataStore } from '@wellspring/store';

/** What a report on data quality calls valid. */
export interface QualityValidator {
  /** How far it looks; the report says so. */
  readonly level: ValidationLevel;
  readonly validate: (tree: JsonObject) => Promise<readonly Issue[]>;
}

/** Validates by all that holds in the data store: what resources claim, invariants, and codes. */
export function createQualityValidator({ validator }: Pick<DataStore, 'validator'>): QualityValidator {
  const level = 'strict';
  return { level, validate: (tree) => validator.validate(tree, { level }) };
}
