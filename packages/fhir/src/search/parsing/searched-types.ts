import { compartmentParameters, compartmentTypes } from '../../compartment/compartments.js';
import { isResourceId } from '../../definitions/resource-id.js';
import { isResourceType, resourceTypes } from '../../definitions/r4.js';
import type { SearchScope } from '../search-scope.js';
import { badValue, isRefusal, notSupported, type Refusal } from './condition-reading.js';
import { quoted } from './quoted.js';

type Pair = readonly [name: string, value: string];

/** The types that a search looks through, never none, or why that cannot be. */
export type SearchedTypes =
  | { readonly ok: true; readonly types: readonly string[] }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Neither is ever stored: they are what operations are asked with, and what they answer. */
const neverStored: ReadonlySet<string> = new Set(['OperationOutcome', 'Parameters']);
const wholeSystem = resourceTypes.filter((type) => !neverStored.has(type));

function unknownType(type: string): Refusal {
  return notSupported(`${quoted(type)} is not a resource type of FHIR R4.`);
}

/** The types of the scope, before `_type`. */
function ofScope(scope: SearchScope): readonly string[] | Refusal {
  switch (scope.kind) {
    case 'type':
      return isResourceType(scope.type) ? [scope.type] : unknownType(scope.type);
    case 'system':
      return wholeSystem;
    case 'compartment': {
      const { compartment, id, type } = scope;
      if (!isResourceId(id)) {
        return badCompartment(`${quoted(id)} is not the id of a resource whose compartment there could be.`);
      }
      if (type === undefined) return compartmentTypes(compartment);
      if (!isResourceType(type)) return unknownType(type);
      if (compartmentParameters(compartment, type) !== undefined) return [type];
      return badCompartment(
        `Resources of the type ${type} are never in the compartment of a ${compartment}.`,
      );
    }
    default:
      return scope satisfies never;
  }
}

function badCompartment(diagnostics: string): Refusal {
  return { kind: 'refusal', code: 'value', diagnostics };
}

/** Those of the types that one `_type` names. */
function narrowed(types: readonly string[], value: string, scope: SearchScope): readonly string[] | Refusal {
  const pair = { name: '_type', value };
  const names = [...new Set(value.split(','))];
  if (names.includes('')) {
    return badValue(pair, 'has nothing before, between or after its commas');
  }
  const unknown = names.find((name) => !isResourceType(name));
  if (unknown !== undefined) {
    return badValue(pair, `names ${quoted(unknown)}, which is no resource type of FHIR R4`);
  }
  if (scope.kind === 'compartment') {
    const outside = names.find((name) => compartmentParameters(scope.compartment, name) === undefined);
    if (outside !== undefined) {
      return badValue(pair, `names ${outside}, which is never in the compartment of a ${scope.compartment}`);
    }
    return types.filter((type) => names.includes(type));
  }
  // A type that is never stored can be asked for by its name, and nothing is found.
  return types === wholeSystem ? names : types.filter((type) => names.includes(type));
}

/**
 * The types that a search looks through: those of its scope, and of them those that `_type` names where
 * the scope has several.
 * @see https://hl7.org/fhir/R4/search.html#_type
 */
export function searchedTypes(scope: SearchScope, params: readonly Pair[]): SearchedTypes {
  let types = ofScope(scope);
  if (isRefusal(types)) return { ok: false, refusals: [types] };
  const hasOne = scope.kind === 'type' || (scope.kind === 'compartment' && scope.type !== undefined);
  const refusals: Refusal[] = [];
  for (const [name, value] of params) {
    if (name !== '_type') continue;
    if (hasOne) {
      const type = types[0] ?? '';
      refusals.push(
        notSupported(`The search parameter "_type" cannot be used here, where the type is ${type} already.`),
      );
      continue;
    }
    const left: readonly string[] | Refusal = narrowed(types, value, scope);
    if (isRefusal(left)) refusals.push(left);
    else if (left.length === 0) refusals.push(badValue({ name, value }, 'leaves no type to be searched'));
    else types = left;
  }
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, types };
}
