import { compileExpression } from '../fhirpath/compile-expression.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import { r4Parameters, type SearchParameters } from './parameter-set.js';
import { perParameter } from './per-parameter.js';
import type { SearchParameter } from './search-parameter.js';

/** The data types of the elements that a search parameter of a resource type takes its values from. */
export const elementTypes = perParameter((type, parameter: SearchParameter): ReadonlySet<string> => {
  const types = new Set<string>();
  if (parameter.expression !== '') {
    const focus = { type };
    compileExpression(parseExpression(parameter.expression), { resource: focus, focus }, (element) => {
      types.add(element.type);
      return undefined;
    });
  }
  return types;
});

/**
 * Whether a token parameter takes values from Identifiers, of which there are as many as resources, and not
 * from codes alone, of which there are few.
 * @param param its key
 */
export function takesIdentifiers(
  type: string,
  param: string,
  parameters: SearchParameters = r4Parameters,
): boolean {
  const parameter = parameters.keyed(type, param);
  return parameter !== undefined && elementTypes(type, parameter).has('Identifier');
}

/** Whether a parameter's values are resources nested in the resource: `composition` and `message` of a Bundle. */
export function leadsInside(
  type: string,
  param: string,
  parameters: SearchParameters = r4Parameters,
): boolean {
  const parameter = parameters.keyed(type, param);
  return parameter?.type === 'reference' && elementTypes(type, parameter).has('Resource');
}
