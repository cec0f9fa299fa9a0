import type { JsonObject } from '../json/json-value.js';
import type { Findings } from '../validation/findings.js';
import { validateResource } from '../validation/validate-resource.js';

/** What the base specification demands: for now its structure, and bindings to value sets that it lists whole. */
export function validateBase(tree: JsonObject): Findings {
  return { issues: validateResource(tree), questions: [] };
}
