import { isResourceType } from '../../definitions/r4.js';
import type { ExtensionUse } from '../compiled-profile.js';
import { specifiedTree, typeWithBases } from '../snapshot/specified-tree.js';

/** Where an extension stands. */
export interface ExtensionPlace {
  /** The type of the element that it extends: `HumanName`, `Patient.contact`, `string`. */
  readonly type: string;
  /** The element's path from the resource: `Patient.contact.name`. */
  readonly path: string;
  /** The path from the type that it is an element of: `HumanName.family`. */
  readonly ownPath: string;
  /** Of an extension inside an extension: the url of that. */
  readonly within: string | undefined;
}

const base = 'http://hl7.org/fhir/StructureDefinition/';

function basesOf(type: string): readonly string[] {
  if (type.includes('.')) return [type, 'BackboneElement', 'Element'];
  return typeWithBases(type);
}

/**
 * Whether the definition of an extension allows it in a place; undefined where that cannot be told: a context in
 * FHIRPath, or one of a type that R4 does not have.
 * @see https://hl7.org/fhir/R4/defining-extensions.html#context
 */
export function isAllowedIn({ contexts }: ExtensionUse, place: ExtensionPlace): boolean | undefined {
  let isUnknown = contexts.length === 0;
  const bases = basesOf(place.type);
  for (const { type: kind, expression } of contexts) {
    switch (kind) {
      case 'fhirpath':
        isUnknown = true;
        break;
      case 'extension':
        if (place.within === expression) return true;
        break;
      case 'element': {
        const named = expression.startsWith(base) ? expression.slice(base.length) : expression;
        const element = named.replace('[x]', '');
        if (bases.includes(element) || place.path === element || place.ownPath === element) return true;
        const [root] = element.split('.');
        if (specifiedTree(root!) === undefined && !isResourceType(root!)) isUnknown = true;
        break;
      }
      default:
        kind satisfies never;
    }
  }
  return isUnknown ? undefined : false;
}
