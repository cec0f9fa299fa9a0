import { elementTypes } from './element-types.js';
import type { SearchParameter } from './search-parameter.js';

/**
 * Whether a token parameter takes values from elements of type string (`ValueSet.version`): "If the
 * underlying data type is string then the search is not case sensitive"
 * (https://hl7.org/fhir/R4/search.html#token).
 */
export function foldsCase(type: string, parameter: SearchParameter): boolean {
  return elementTypes(type, parameter).has('string');
}
