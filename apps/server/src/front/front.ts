import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticated, AuthenticationFailure, Caller } from '@wellspring/access';
import type { AuthorizationServer } from '@wellspring/authorization';
import { WellspringError } from '@wellspring/errors';
import type { Awaitable, CallRecord, HttpRequest, HttpResponse, RequestOrigin } from '@wellspring/http';
import type { S3Authentication } from '@wellspring/objects';
import type { RestCaller } from '@wellspring/rest';
import { smartConfigurationPath } from '@wellspring/smart';
import type { Logger } from 'pino';
import type { Admission } from '../pressure/admission.js';
import type { OpenLoad } from '../pressure/open-load.js';
import type { RefusalLog } from '../pressure/refusal-log.js';
import { workClassOf } from '../pressure/work-class.js';
import type { CallRecorder, OpenCall } from './call-recorder.js';
import { ReceivedRequest, sendResponse } from './http-exchange.js';
import { operatorPage, type ProgramHealth } from './operator-pages.js';
import { routeLabel } from './route-label.js';
import {
  dataPlanePath,
  isAuthorizationPath,
  isSigned,
  surfaceOf,
  type DataPlanePath,
  type Surface,
} from './surface.js';

/** The rooms behind the one port. */
export interface Rooms {
  authenticate(request: HttpRequest): Promise<Authenticated | AuthenticationFailure>;
  /** What the rooms may ask and note about the sender of a request that was let in. */
  callerOf(authenticated: Authenticated, origin: RequestOrigin, record: CallRecord): Caller;
  /**
   * The sender of a request to a data store that came with an access token; undefined where it is to be authenticated
   * by its signature.
   */
  tokenCaller(
    request: HttpRequest,
    target: DataPlanePath,
    record: CallRecord,
  ): Awaitable<RestCaller | undefined>;
  /** Anybody may ask for it. */
  smartConfiguration(storeId: string): Promise<HttpResponse>;
  control(request: HttpRequest, caller: Caller): Promise<HttpResponse>;
  rest(request: HttpRequest, storeId: string, below: string, caller: RestCaller): Promise<HttpResponse>;
  /** Undefined where an external S3 is used: the embedded object store is off then. */
  readonly s3:
    ((request: HttpRequest, authentication: S3Authentication) => Promise<HttpResponse>) | undefined;
  /** The built-in authorization server; undefined where it is off. */
  readonly authorization: Pick<AuthorizationServer, 'handle' | 'administer'> | undefined;
  iam(request: HttpRequest, caller: Caller): Promise<HttpResponse>;
  sts(authenticated: Authenticated, origin: RequestOrigin, caller: Caller): Promise<HttpResponse>;
  /** Undefined where there is no trail to look into. */
  readonly cloudtrail: ((request: HttpRequest, caller: Caller) => Promise<HttpResponse>) | undefined;
  /** Words an error in the protocol of its surface. */
  errorResponse(surface: Surface, error: WellspringError, request: HttpRequest): HttpResponse;
}

/**
 * The front: every request enters here, is authenticated, and goes to the room that its credential
 * scope names (never the Host header, which newer SDKs prefix). What a room throws is worded here in
 * the protocol the caller speaks. Whatever becomes of it, the audit trail has it before the answer is sent.
 */
export function createFront(
  rooms: Rooms,
  recorder: CallRecorder,
  originOf: (incoming: IncomingMessage) => RequestOrigin,
  health: ProgramHealth,
  admission: Admission,
  refusals: RefusalLog,
  log: Logger,
) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const started = performance.now();
    const request = new ReceivedRequest(incoming, outgoing);
    const response = await answer(incoming, outgoing, request);
    // A body that fails midway has already told the client by ending short; it is logged, not thrown.
    let failure: unknown;
    try {
      const sending = sendResponse(incoming, outgoing, response, request.requestId);
      if (sending !== undefined) await sending;
    } catch (error) {
      failure = error;
      outgoing.destroy();
    }
    if (!log.isLevelEnabled('info')) return;
    log.info(
      {
        requestId: request.requestId,
        method: request.method,
        route: routeLabel(request),
        status: response.status,
        ms: Math.round(performance.now() - started),
        ...(failure instanceof Error && !request.signal.aborted && { failure: failure.message }),
      },
      'request',
    );
  };

  async function answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    request: ReceivedRequest,
  ): Promise<HttpResponse> {
    try {
      const page = isUnsignedRead(request) ? await operatorPage(request.path, health) : undefined;
      if (page) return page;
      const kind = workClassOf(request);
      // Whom nobody has asked yet who they are is sent away as one who was never connected: without an event.
      const seconds = admission.refusal(kind);
      if (seconds !== undefined)
        throw new WellspringError('overloaded', 'More came than can be worked on; try again', {
          retryAfter: seconds,
        });
      const call = recorder.open(request, originOf(incoming));
      const load = admission.open(kind, {
        signal: () => request.signal,
        cut: () => incoming.destroy(),
      });
      outgoing.once('close', () => {
        load.close();
      });
      if (outgoing.closed) load.close();
      request.load = load;
      const response = await served(request, call, load, incoming);
      load.made(response);
      await recorder.close(incoming, request, call, response);
      return response;
    } catch (error) {
      return refusal(request, error).response;
    }
  }

  async function served(
    request: HttpRequest,
    call: OpenCall,
    load: OpenLoad,
    incoming: IncomingMessage,
  ): Promise<HttpResponse> {
    // A body that cannot be told to be there is waited for by whoever reads it.
    const admitted = (): Promise<void> | undefined => load.admitted(incoming.complete || isRead(request));
    try {
      return await dispatch(request, call, admitted);
    } catch (error) {
      const { shown, response } = refusal(request, error);
      call.thrown = shown;
      return response;
    }
  }

  function refusal(
    request: HttpRequest,
    error: unknown,
  ): { readonly shown: WellspringError; readonly response: HttpResponse } {
    if (error instanceof WellspringError && error.code === 'overloaded')
      refusals.refused(routeLabel(request));
    else if (!(error instanceof WellspringError) || error.definition.status >= 500)
      log.error({ requestId: request.requestId, route: routeLabel(request), err: error }, 'request failed');
    const shown =
      error instanceof WellspringError
        ? error
        : new WellspringError('internal-error', `The server failed; request id ${request.requestId}`, {
            cause: error,
          });
    const response = rooms.errorResponse(surfaceOf(request), shown, request);
    if (shown.retryAfter === undefined) return { shown, response };
    const headers = { ...response.headers, 'retry-after': String(shown.retryAfter) };
    return { shown, response: { ...response, headers } };
  }

  async function dispatch(
    request: HttpRequest,
    call: OpenCall,
    admitted: () => Promise<void> | undefined,
  ): Promise<HttpResponse> {
    if (rooms.authorization && isAuthorizationPath(request.path) && !isSigned(request)) {
      await admitted();
      return rooms.authorization.handle(request, call.record);
    }
    const target = dataPlanePath(request.path);
    if (target?.below === smartConfigurationPath && isRead(request)) {
      await admitted();
      return rooms.smartConfiguration(target.storeId);
    }
    const found = target && rooms.tokenCaller(request, target, call.record);
    const bearer = found instanceof Promise ? await found : found;
    if (target && bearer) {
      const { principal, grant } = bearer;
      call.bearer = { principal, fhirUser: grant?.fhirUser, patient: grant?.patient };
      await admitted();
      return rooms.rest(request, target.storeId, target.below, bearer);
    }
    const outcome = await rooms.authenticate(request);
    if (!('principal' in outcome)) throw new WellspringError(outcome.code, outcome.message);
    call.authenticated = outcome;
    const turn = admitted();
    if (turn !== undefined) await turn;
    const caller = rooms.callerOf(outcome, call.origin, call.record);
    return serve(outcome, caller, call, target);
  }

  /** A room serves only what was signed for it: a signature for one service is good for no other. */
  function serve(
    authenticated: Authenticated,
    caller: Caller,
    { origin }: OpenCall,
    target: DataPlanePath | undefined,
  ): Promise<HttpResponse> {
    const { request, service, trailers } = authenticated;
    if (service === 's3') {
      if (!rooms.s3)
        throw new WellspringError(
          'object-store-off',
          'The embedded object store is off: WELLSPRING_S3_ENDPOINT is set',
        );
      return rooms.s3(request, { ...caller, trailers });
    }
    if (service === 'healthlake' && target) return rooms.rest(request, target.storeId, target.below, caller);
    if (service === 'healthlake' && isAuthorizationPath(request.path)) return administered(request, caller);
    if (request.path === '/') {
      if (service === 'healthlake') return rooms.control(request, caller);
      if (service === 'iam') return rooms.iam(request, caller);
      if (service === 'sts') return rooms.sts(authenticated, origin, caller);
      if (service === 'cloudtrail' && rooms.cloudtrail) return rooms.cloudtrail(request, caller);
    }
    throw new WellspringError('no-such-path', `There is nothing of ${service} at ${request.path}`);
  }

  function administered(request: HttpRequest, caller: Caller): Promise<HttpResponse> {
    if (rooms.authorization) return rooms.authorization.administer(request, caller);
    throw new WellspringError(
      'authorization-server-off',
      'The built-in authorization server is off: WELLSPRING_AUTHORIZATION_SERVER says so',
    );
  }
}

/** A signed request to such a path is for a bucket that happens to have a page's name. */
function isUnsignedRead(request: HttpRequest): boolean {
  return (
    isRead(request) && request.headers['authorization'] === undefined && !request.query.includes('X-Amz-')
  );
}

function isRead({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
