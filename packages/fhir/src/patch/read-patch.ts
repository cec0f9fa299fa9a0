import { WellspringError } from '@wellspring/errors';
import { readExactJson } from '../json/exact-json.js';
import { parseDocument } from '../json/parse-document.js';
import { readFhirPathPatch } from './fhirpath-patch/read-fhirpath-patch.js';
import { readJsonPatch } from './json-patch/read-json-patch.js';
import type { Patch } from './patch.js';

/** The media type of a JSON Patch. */
export const jsonPatchType = 'application/json-patch+json';

const fhirJsonTypes: ReadonlySet<string> = new Set([
  'application/fhir+json',
  'application/json',
  'text/json',
]);

/**
 * Reads a patch: a JSON Patch, or a FHIRPath Patch, which is a Parameters resource in FHIR JSON. At most 1,000
 * operations, paths of at most 2,048 characters.
 *
 * @param mediaType the Content-Type; its parameters are passed over
 * @throws WellspringError `unsupported-media-type`, `malformed-patch`
 * @see https://hl7.org/fhir/R4/http.html#patch
 * @example
 * readPatch('application/json-patch+json', Buffer.from('[{"op":"replace","path":"/active","value":false}]'));
 */
export function readPatch(mediaType: string, body: Buffer): Patch {
  const type = mediaType.split(';', 1)[0]!.trim().toLowerCase();
  if (type !== jsonPatchType && !fhirJsonTypes.has(type))
    throw new WellspringError(
      'unsupported-media-type',
      `Incorrect MIME-type. A patch has the Content-Type ${jsonPatchType} (JSON Patch) or application/fhir+json (FHIRPath Patch).`,
    );
  if (body.length === 0) throw new WellspringError('malformed-patch', 'The body is empty: a patch is needed');
  const document = parseDocument(body);
  if (!document.ok) throw new WellspringError('malformed-patch', document.fault);
  const value = readExactJson(document.bytes.toString('utf8'));
  return type === jsonPatchType
    ? { kind: 'json-patch', operations: readJsonPatch(value) }
    : { kind: 'fhirpath-patch', operations: readFhirPathPatch(value) };
}
