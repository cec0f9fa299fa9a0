import { compileExpression } from '../fhirpath/compile-expression.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import type { SearchParameter } from './search-parameter.js';

const known = new Map<string, boolean>();

/**
 * Whether a token parameter takes values from elements of type string (`ValueSet.version`): "If the
 * underlying data type is string then the search is not case sensitive"
 * (https://hl7.org/fhir/R4/search.html#token).
 */
export function foldsCase(type: string, parameter: SearchParameter): boolean {
  const key = `${type}.${parameter.name}`;
  let folds = known.get(key);
  if (folds === undefined) {
    folds = false;
    const focus = { type };
    compileExpression(parseExpression(parameter.expression), { resource: focus, focus }, (element) => {
      if (element.type === 'string') folds = true;
      return undefined;
    });
    known.set(key, folds);
  }
  return folds;
}
