import { WellspringError } from '@wellspring/errors';
import {
  exactJsonText,
  isResourceId,
  jsonPatchType,
  parseDocument,
  readExactJson,
  readPatch,
  validationLevels,
  type JsonObject,
  type JsonValue,
} from '@wellspring/fhir';
import { readBody, type HttpRequest } from '@wellspring/http';
import type { BulkPatchRequest } from '@wellspring/jobs';
import { isFhirJson, parseMediaType } from '../../request/media-type.js';
import { isStorableType } from '../../routing/storable-types.js';
import { invalid } from './job-parameters.js';

/** What the body of a `$bulk-patch` says. */
export type BulkPatchBody = Pick<
  BulkPatchRequest,
  'type' | 'ids' | 'mediaType' | 'operations' | 'validationLevel' | 'clientToken'
>;

/** Resources that one request may list. */
const MOST_IDS = 50_000;

const members = ['resourceType', 'resourceIds', 'operations', 'clientToken', 'validationLevel'];

/**
 * Reads `{resourceType, resourceIds?, operations, clientToken?, validationLevel?}`. The patch is looked at here, so
 * that one that cannot be read is refused at once.
 *
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`, `malformed-json`,
 * `invalid-parameter`, `malformed-patch`
 */
export async function readBulkPatch(request: HttpRequest, limit: number): Promise<BulkPatchBody> {
  if (!isFhirJson(parseMediaType(request.headers['content-type'] ?? '')))
    throw new WellspringError(
      'unsupported-media-type',
      'Incorrect MIME-type. Update request Content-Type header: application/json, in UTF-8.',
    );
  const document = parseDocument(await readBody(request, limit));
  if (!document.ok) throw new WellspringError('malformed-json', document.fault);
  const body = readExactJson(document.bytes.toString('utf8'));
  if (!isObject(body)) throw invalid('The body has to be an object');
  const unknown = Object.keys(body).find((name) => !members.includes(name));
  if (unknown !== undefined)
    throw invalid(`${JSON.stringify(unknown.slice(0, 64))} is not known; there are ${members.join(', ')}`);
  const type = typeOf(body['resourceType']);
  const ids = body['resourceIds'] === undefined ? undefined : idsOf(type, body['resourceIds']);
  const level = body['validationLevel'];
  const validationLevel = validationLevels.find((each) => each === level);
  if (level !== undefined && validationLevel === undefined)
    throw invalid(`validationLevel must be one of ${validationLevels.join(', ')}`);
  const clientToken = body['clientToken'];
  if (clientToken !== undefined && !isToken(clientToken))
    throw invalid('clientToken must have 1 to 64 characters of ASCII, without spaces');
  return {
    type,
    ...(ids !== undefined && { ids }),
    ...patchOf(body['operations']),
    ...(validationLevel !== undefined && { validationLevel }),
    ...(clientToken !== undefined && { clientToken }),
  };
}

function typeOf(type: JsonValue | undefined): string {
  if (typeof type !== 'string' || !isStorableType(type))
    throw invalid('resourceType must be the type of the resources to patch');
  // https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-resource-types.html
  if (type === 'AuditEvent') throw invalid('An AuditEvent can be created and read, not changed');
  return type;
}

/** Each once: `Patient/1` and `1` are the same. */
function idsOf(type: string, list: JsonValue): readonly string[] {
  if (!Array.isArray(list)) throw invalid('resourceIds must be an array');
  const given = list as readonly JsonValue[];
  if (given.length === 0) throw invalid('resourceIds is empty: leave it out for all resources of the type');
  if (given.length > MOST_IDS)
    throw invalid(`resourceIds has ${given.length} ids, more than ${MOST_IDS}; send several requests`);
  const ids = given.map((each, index) => {
    const id = typeof each === 'string' && each.startsWith(`${type}/`) ? each.slice(type.length + 1) : each;
    if (typeof id !== 'string' || !isResourceId(id))
      throw invalid(`resourceIds[${index}] is neither an id nor ${type}/ with an id`);
    return id;
  });
  return [...new Set(ids)];
}

function patchOf(operations: JsonValue | undefined): Pick<BulkPatchBody, 'mediaType' | 'operations'> {
  if (typeof operations !== 'object' || operations === null)
    throw invalid('operations must be a JSON Patch (an array) or a FHIRPath Patch (a Parameters resource)');
  const mediaType = Array.isArray(operations) ? jsonPatchType : 'application/fhir+json';
  const text = exactJsonText(operations);
  const patch = readPatch(mediaType, Buffer.from(text));
  if (patch.operations.length === 0)
    throw new WellspringError('malformed-patch', 'The patch has no operation');
  return { mediaType, operations: text };
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isToken(value: JsonValue): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value);
}
