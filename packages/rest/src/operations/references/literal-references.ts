import type { JsonObject, JsonValue } from '@wellspring/fhir';

/** An attachment's content that is a resource of its own (https://hl7.org/fhir/R4/datatypes.html#Attachment). */
const binaryAddress = /(?:^|\/)Binary\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * Every literal reference in a resource, wherever it stands (extensions and contained resources included), in the
 * order of the elements; and the addresses of attachments that are Binary resources. References to contained
 * resources are left out. One may be there several times.
 *
 * @example [...literalReferences({ resourceType: 'Observation', subject: { reference: 'Patient/1' } })] // ['Patient/1']
 */
export function* literalReferences(tree: JsonObject): Generator<string> {
  for (const key in tree) {
    const value = tree[key];
    if (typeof value === 'string') {
      if (key === 'reference' ? !value.startsWith('#') : key === 'url' && binaryAddress.test(value))
        yield value;
    } else if (typeof value === 'object' && value !== null) yield* within(value);
  }
}

function* within(value: JsonObject | readonly JsonValue[]): Generator<string> {
  if (!Array.isArray(value)) {
    yield* literalReferences(value as JsonObject);
    return;
  }
  for (const item of value as readonly JsonValue[])
    if (typeof item === 'object' && item !== null) yield* within(item);
}
