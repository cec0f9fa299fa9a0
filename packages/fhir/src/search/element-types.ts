import { compileExpression } from '../fhirpath/compile-expression.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import type { SearchParameter } from './search-parameter.js';
import { searchParameters } from './search-parameters.js';

const known = new Map<string, ReadonlySet<string>>();

/** The data types of the elements that a search parameter of a resource type takes its values from. */
export function elementTypes(type: string, parameter: SearchParameter): ReadonlySet<string> {
  const key = `${type}.${parameter.name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const types = new Set<string>();
  if (parameter.expression !== '') {
    const focus = { type };
    compileExpression(parseExpression(parameter.expression), { resource: focus, focus }, (element) => {
      types.add(element.type);
      return undefined;
    });
  }
  known.set(key, types);
  return types;
}

/**
 * Whether a token parameter takes values from Identifiers, of which there are as many as resources, and not
 * from codes alone, of which there are few.
 */
export function takesIdentifiers(type: string, param: string): boolean {
  const parameter = searchParameters(type).get(param);
  return parameter !== undefined && elementTypes(type, parameter).has('Identifier');
}

/** Whether a parameter's values are resources nested in the resource: `composition` and `message` of a Bundle. */
export function leadsInside(type: string, param: string): boolean {
  const parameter = searchParameters(type).get(param);
  return parameter?.type === 'reference' && elementTypes(type, parameter).has('Resource');
}
