import type { JsonObject } from '@wellspring/fhir';
import type { Exchange } from '../../interactions/exchange.js';
import { matchedVersion } from '../../request/version-tag.js';
import { checkWriteHeaders } from '../../request/write-headers.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { versionHeaders } from '../../response/version-headers.js';
import { storableTypes } from '../../routing/storable-types.js';
import { currentResource, resourceVersion } from '../current-resource.js';
import type { Operation, OperationTarget } from '../operation.js';
import { fault, parameterRefusal, readParameters } from '../parameters/operation-parameters.js';
import { changeLabels, metaOf } from './change-labels.js';
import { labelSets, withLabels, withoutLabels } from './label-sets.js';
import { labelsInUse } from './labels-in-use.js';

/**
 * The profiles, tags and security labels of a version, of a resource, of a type, or of all.
 * @see https://hl7.org/fhir/R4/resource-operation-meta.html
 */
export const meta: Operation = {
  name: 'meta',
  definition: 'http://hl7.org/fhir/OperationDefinition/Resource-meta',
  levels: (['system', 'type', 'instance', 'version'] as const).map((level) => ({
    level,
    methods: ['GET', 'POST'],
  })),
  run: async (exchange, target) => {
    const read = await readParameters(exchange, []);
    if (!read.ok) return read.refusal;
    const { store, request } = exchange;
    if (target.level === 'system' || target.level === 'type') {
      const types = target.level === 'system' ? storableTypes() : [target.type];
      return metaResponse(await labelsInUse(store, types, request.signal));
    }
    if (target.level === 'job') throw new RangeError('$meta starts no jobs');
    const { type, id } = target;
    const found =
      target.level === 'version'
        ? await resourceVersion(store, type, id, target.version)
        : await currentResource(store, type, id);
    if (!found.ok) return found.refusal;
    return metaResponse(metaOf(found.version.body), versionHeaders(found.version));
  },
};

/**
 * Adds labels to a resource. R4 does not say whether that makes a version (STU3 had none made): here versions never
 * change, so it does, and the history shows who had which label when.
 * @see https://hl7.org/fhir/R4/resource-operation-meta-add.html
 */
export const metaAdd: Operation = {
  name: 'meta-add',
  definition: 'http://hl7.org/fhir/OperationDefinition/Resource-meta-add',
  levels: [{ level: 'instance', does: 'update', methods: ['POST'] }],
  run: (exchange, target) => change(exchange, target, withLabels),
};

/** https://hl7.org/fhir/R4/resource-operation-meta-delete.html */
export const metaDelete: Operation = {
  name: 'meta-delete',
  definition: 'http://hl7.org/fhir/OperationDefinition/Resource-meta-delete',
  levels: [{ level: 'instance', does: 'update', methods: ['POST'] }],
  run: (exchange, target) => change(exchange, target, withoutLabels),
};

async function change(
  exchange: Exchange,
  target: OperationTarget,
  combine: typeof withLabels,
): Promise<FhirResponse> {
  if (target.level !== 'instance') throw new TypeError('Labels of one resource are changed');
  const { request, store } = exchange;
  checkWriteHeaders(request, ['if-match']);
  const ifMatch = matchedVersion(request.headers['if-match']);
  const read = await readParameters(exchange, [{ name: 'meta', holds: 'Meta' }]);
  if (!read.ok) return read.refusal;
  const given = read.parameters.meta('meta');
  if (given === undefined) return parameterRefusal([fault('meta', 'it is needed, in a Parameters resource')]);
  const sets = labelSets(given);
  const changed = await changeLabels(store, target.type, target.id, ifMatch, (own) => combine(own, sets));
  if (!changed.ok) return changed.refusal;
  return metaResponse(metaOf(changed.version.body), versionHeaders(changed.version));
}

/** FHIR has no empty objects: where there is nothing to return, there is no parameter either. */
function metaResponse(value: JsonObject, headers: Readonly<Record<string, string>> = {}): FhirResponse {
  const answer = {
    resourceType: 'Parameters',
    ...(Object.keys(value).length > 0 && { parameter: [{ name: 'return', valueMeta: value }] }),
  };
  return { status: 200, headers, body: [Buffer.from(JSON.stringify(answer))] };
}
