import type { ActionName } from '@wellspring/access';
import { WellspringError } from '@wellspring/errors';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import { transactionStatus } from './async/transaction-status.js';
import { createAdmission } from './authorization/admission.js';
import { recordSearchNames } from './authorization/record-interaction.js';
import { baseUrl } from './base-url.js';
import { jobFile } from './bulk-jobs/job-file.js';
import { processBundle } from './bundle/process-bundle.js';
import { createCapabilityStatement } from './capability/capability-statement.js';
import { exchangeMaker } from './exchange-maker.js';
import { asksForResource } from './interactions/binary-content.js';
import type { Exchange } from './interactions/exchange.js';
import { performer } from './interactions/perform.js';
import { checkConsistencyHeader } from './request/consistency-header.js';
import { requireJsonAcceptable } from './request/content-negotiation.js';
import { decodedRequest } from './request/decoded-request.js';
import { formPairs } from './request/form-pairs.js';
import { queryPairs, type QueryPair } from './request/query-pairs.js';
import { encodedResponse } from './response/encoded-response.js';
import { lengthOf, toHttpResponse, type FhirResponse } from './response/fhir-response.js';
import { failureResponse } from './response/outcome-response.js';
import type { RestCaller } from './rest-caller.js';
import type { RestOptions } from './rest-options.js';
import type { Interaction } from './routing/interaction.js';
import { pathSegments } from './routing/path-segments.js';
import { route } from './routing/route.js';
import { requireScopes } from './visibility/require-scopes.js';
import { visibilityOf } from './visibility/visibility-of.js';

/** Serves one request to a data store; `below` is the path after `/datastore/{id}/r4`, as sent. */
export type RestHandler = (
  request: HttpRequest,
  storeId: string,
  below: string,
  caller: RestCaller,
) => Promise<HttpResponse>;

/**
 * The FHIR R4 REST API (https://hl7.org/fhir/R4/http.html) of all data stores. Every refusal is an
 * OperationOutcome. What is the server's own fault (5xx) is thrown, so that the caller can log it,
 * and word it with `errorResponse`.
 *
 * @example
 * const handle = createRestHandler({ registry, version: '1.0.0', maxBodyBytes: 5 * 1024 * 1024 });
 * const response = await handle(request, storeId, '/Patient/123', caller);
 */
export function createRestHandler(options: RestOptions): RestHandler {
  const { registry, publicUrl, version, maxBodyBytes } = options;
  const admit = createAdmission(options);
  const make = exchangeMaker(options);
  const perform = performer(createCapabilityStatement(version, new Date()));

  return async (request, storeId, below, caller) => {
    try {
      const encoded = encodedResponse(request, await answer(request, storeId, below, caller));
      return encoded instanceof Promise ? await encoded : encoded;
    } catch (error) {
      if (!(error instanceof WellspringError) || isServerFault(error)) throw error;
      caller.record.error = recordedError(error);
      return toHttpResponse(failureResponse(error.code, error.message), false);
    }
  };

  async function answer(
    sent: HttpRequest,
    storeId: string,
    below: string,
    caller: RestCaller,
  ): Promise<HttpResponse> {
    const target = route(sent.method, pathSegments(below));
    if (!target.found)
      return toHttpResponse(
        failureResponse(
          target.code,
          target.message,
          target.allow === undefined ? {} : { allow: target.allow },
        ),
        false,
      );
    const { interaction } = target;
    const { rights, action, wait } = await admit(sent, storeId, interaction, caller);
    if (wait !== undefined) return throttled(action, wait, caller);
    const store = (isStoreId.test(storeId) && (await registry.open(storeId))) || (await notOpen(storeId));
    const base = baseUrl(sent, storeId, publicUrl);
    const visible = visibilityOf(caller.grant, store, base);
    const { seen, permissions } = visible instanceof Promise ? await visible : visible;
    requireScopes(permissions, interaction, sent);
    checkConsistencyHeader(sent);
    const decoded = decodedRequest(sent, interaction.kind === 'bundle' ? make.bundleBytes : maxBodyBytes);
    const request = decoded instanceof Promise ? await decoded : decoded;
    const inForm = interaction.kind === 'search' && interaction.form;
    // R4: parameters of the address and of the form count together.
    const inAddress = queryPairs(request.query);
    const query = inForm ? [...inAddress, ...(await formPairs(request, maxBodyBytes))] : inAddress;
    caller.record.searchValues = query;
    if (!negotiates(interaction, query)) requireJsonAcceptable(request, query);
    recordSearchNames(caller.record, interaction, query, store.searchParameters());
    const exchange = make({ interaction, store: seen, caller, rights, permissions, request, query, base });
    if (interaction.kind === 'job-file') return jobFile(exchange, interaction);
    const pretty = query.some(([name, value]) => name === '_pretty' && value === 'true');
    const response = await respond(interaction, exchange);
    sent.load?.answers(lengthOf(response));
    return toHttpResponse(response, pretty);
  }

  function respond(
    interaction: Exclude<Interaction, { readonly kind: 'job-file' }>,
    exchange: Exchange,
  ): Promise<FhirResponse> {
    if (interaction.kind === 'bundle') return processBundle(exchange, perform);
    if (interaction.kind === 'transaction-status') return transactionStatus(exchange, interaction.id);
    return perform(interaction, exchange);
  }

  /** @throws WellspringError `data-store-not-found`, `data-store-not-active` */
  async function notOpen(storeId: string): Promise<never> {
    const status = isStoreId.test(storeId) ? (await registry.get(storeId))?.status : undefined;
    if (status === undefined || status === 'DELETED')
      throw new WellspringError('data-store-not-found', 'There is no data store with this id');
    throw new WellspringError('data-store-not-active', `The data store is ${status}, not ACTIVE`);
  }
}

const isStoreId = /^[0-9a-f]{32}$/;

/** Whether an interaction looks at Accept itself, since it has more to answer with than JSON. */
function negotiates(interaction: Interaction, query: readonly QueryPair[]): boolean {
  if (interaction.kind === 'operation') return interaction.operation.negotiates === true;
  if (interaction.kind === 'job-file') return true;
  // Of a Binary the content may be wanted, of whatever type it is.
  const reads = interaction.kind === 'read' || interaction.kind === 'vread';
  return reads && interaction.type === 'Binary' && !asksForResource(query);
}

/** 429, and when to try again. */
function throttled(action: ActionName, wait: number, { record }: RestCaller): HttpResponse {
  const error = new WellspringError('rate-exceeded', `Rate exceeded for ${action}`);
  record.error = recordedError(error);
  const headers = { 'retry-after': String(wait) };
  return toHttpResponse(failureResponse(error.code, error.message, headers), false);
}

/** The words of a denial hold names of rights only; those of other errors may hold what was searched for. */
function recordedError({ code, message, definition }: WellspringError): {
  readonly code: string;
  readonly message: string;
} {
  const { exception, meaning } = definition;
  return { code: exception, message: code === 'access-denied' ? message : meaning };
}

/** 501 is a refusal like any other: the request asked for what is not there. */
function isServerFault({ definition }: WellspringError): boolean {
  return definition.status >= 500 && definition.status !== 501;
}
