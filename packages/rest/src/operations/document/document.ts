import { WellspringError } from '@wellspring/errors';
import { isResourceId, parseResource } from '@wellspring/fhir';
import { localKey } from '../../include/resource-key.js';
import type { Exchange } from '../../interactions/exchange.js';
import { checkWriteHeaders } from '../../request/write-headers.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { failureResponse, refusalResponse } from '../../response/outcome-response.js';
import { versionHeaders, versionUrl } from '../../response/version-headers.js';
import { currentResource } from '../current-resource.js';
import type { Operation, OperationTarget } from '../operation.js';
import { fault, parameterRefusal, readParameters } from '../parameters/operation-parameters.js';
import { documentBundle } from './document-bundle.js';
import { documentResources } from './document-resources.js';

/**
 * A document, made of a Composition and all that it refers to.
 * @see https://hl7.org/fhir/R4/composition-operation-document.html
 */
export const document: Operation = {
  name: 'document',
  definition: 'http://hl7.org/fhir/OperationDefinition/Composition-document',
  levels: [
    { level: 'type', types: ['Composition'], methods: ['GET', 'POST'] },
    { level: 'instance', types: ['Composition'], methods: ['GET', 'POST'] },
  ],
  run: runDocument,
};

async function runDocument(exchange: Exchange, target: OperationTarget): Promise<FhirResponse> {
  const { store, base, request, includeLimits: limits } = exchange;
  const ofType = target.level === 'type';
  const definitions = [{ name: 'persist' }, { name: 'graph' }, ...(ofType ? [{ name: 'id' }] : [])];
  const read = await readParameters(exchange, definitions);
  if (!read.ok) return read.refusal;
  const { parameters } = read;
  const persist = parameters.text('persist');
  if (persist !== undefined && persist !== 'true' && persist !== 'false')
    return parameterRefusal([fault('persist', 'it must be true or false')]);
  if (parameters.text('graph') !== undefined)
    return failureResponse(
      'interaction-not-supported',
      'A document by a GraphDefinition is not supported yet',
    );
  const id = target.level === 'instance' ? target.id : compositionId(parameters.text('id'), store.id);
  if (id === undefined)
    return parameterRefusal([
      fault('id', 'it must be the id or the address of a Composition of this data store'),
    ]);

  const composition = await currentResource(store, 'Composition', id);
  if (!composition.ok) return composition.refusal;
  const found = await documentResources({ store, limits, signal: request.signal }, composition.version);
  if (!found.ok) return refusalResponse(found.code, found.issues);
  const body = documentBundle(
    [composition.version, ...found.versions].flatMap(({ type, id: own, body: resource }) =>
      resource === undefined ? [] : [{ fullUrl: `${base}/${type}/${own}`, resource }],
    ),
  );
  // HEAD asks what GET would answer, and changes nothing.
  return persist === 'true' && request.method !== 'HEAD'
    ? persisted(exchange, body)
    : { status: 200, headers: {}, body };
}

function compositionId(given: string | undefined, storeId: string): string | undefined {
  if (given === undefined) return undefined;
  if (isResourceId(given)) return given;
  const key = localKey(given, storeId);
  return key?.type === 'Composition' ? key.id : undefined;
}

/** Stores the document as any other resource: no larger than a request may be. */
async function persisted(exchange: Exchange, pieces: readonly Buffer[]): Promise<FhirResponse> {
  const { store, base, request, maxBodyBytes } = exchange;
  checkWriteHeaders(request);
  const bytes = Buffer.concat(pieces);
  if (bytes.length > maxBodyBytes)
    throw new WellspringError(
      'body-too-large',
      `The document has ${bytes.length} bytes, and a resource can have ${maxBodyBytes}`,
    );
  const parsed = parseResource(bytes);
  if (!parsed.ok) throw new WellspringError('internal-error', 'A document cannot be read');
  const version = await store.create(parsed.resource);
  const headers = { ...versionHeaders(version), location: versionUrl(base, version) };
  return { status: 200, headers, ...(version.body && { body: [version.body] }) };
}
