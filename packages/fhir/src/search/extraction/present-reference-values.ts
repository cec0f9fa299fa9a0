import { containedResource } from '../../fhirpath/contained-resource.js';
import type { Taker } from '../../fhirpath/visit.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import type { Extraction } from './extraction.js';

/** Of a Bundle, what its parameters `composition` and `message` are, by the type of the Bundle. */
const firstEntries: Readonly<Record<string, string>> = { document: 'Composition', message: 'MessageHeader' };

/** The contained resource that `#id` leads to, or that there is a reference to one. */
function addContained(extraction: Extraction, param: string, reference: string): boolean {
  if (!reference.startsWith('#')) return false;
  const { contained } = extraction.resource;
  const resource = containedResource(reference, extraction.resource);
  extraction.values.push(
    resource === undefined || contained === undefined
      ? { kind: 'present', param }
      : { kind: 'inside', param, resource, contained },
  );
  return true;
}

/** "The first resource in the bundle, if the bundle type is "document" - this is a composition"; else something else. */
function addNested(extraction: Extraction, param: string, resource: JsonObject): void {
  const { type } = extraction.resource;
  const { resourceType, id } = resource;
  if (typeof type === 'string' && typeof resourceType === 'string' && firstEntries[type] === resourceType) {
    const target = typeof id === 'string' ? { target: `${resourceType}/${id}` } : {};
    extraction.values.push({ kind: 'inside', param, resource, ...target });
  } else extraction.values.push({ kind: 'present', param });
}

/**
 * What a reference parameter has besides targets elsewhere: resources within the resource, and that there is a
 * reference at all where it leads to nothing that it can be found by. "missing=true ... the resources that don't
 * have a value for the parameter (which usually equates to not having the relevant element in the resource)",
 * https://hl7.org/fhir/R4/search.html#modifiers
 */
export function presentReferenceValues(param: string): Taker<Extraction> {
  return ({ type }) => {
    switch (type) {
      case 'Reference':
        return (value, extraction) => {
          if (!isObject(value)) return;
          const { reference } = value;
          const led = typeof reference === 'string' && addContained(extraction, param, reference);
          if (led || isObject(value['identifier'])) return;
          if (typeof reference !== 'string' || reference === '')
            extraction.values.push({ kind: 'present', param });
        };
      case 'canonical':
      case 'uri':
        return (value: JsonValue, extraction) => {
          if (typeof value === 'string') addContained(extraction, param, value);
        };
      case 'Resource':
        return (value, extraction) => {
          if (isObject(value)) addNested(extraction, param, value);
        };
      default:
        return undefined;
    }
  };
}
