import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Authenticated } from '@wellspring/access';
import type { AuditedCall, AuditTrail, CallTls } from '@wellspring/audit';
import type { WellspringError } from '@wellspring/errors';
import {
  newCallRecord,
  type CallRecord,
  type HttpRequest,
  type HttpResponse,
  type RequestOrigin,
} from '@wellspring/http';
import { callError } from './call-error.js';
import { callIdentity } from './call-identity.js';
import { mayChange } from './may-change.js';
import { routeLabel } from './route-label.js';
import { claimedService, dataPlanePath } from './surface.js';

/** A call while it is served. */
export interface OpenCall {
  readonly record: CallRecord;
  readonly origin: RequestOrigin;
  readonly started: number;
  /** Set when the sender is known. */
  authenticated: Authenticated | undefined;
  /** Who a token says its bearer is. */
  bearer: Pick<AuditedCall['identity'], 'principal' | 'fhirUser' | 'patient'> | undefined;
  /** Set where serving it ended in an error. */
  thrown: WellspringError | undefined;
}

/** Tells the audit trail of calls. */
export interface CallRecorder {
  /** @throws WellspringError `audit-trail-unavailable` where it could not be recorded */
  open(request: HttpRequest, origin: RequestOrigin): OpenCall;
  /**
   * Resolves with the same answer when it may be sent.
   *
   * @throws WellspringError `audit-trail-unavailable`: something else is to be sent
   */
  close(
    incoming: IncomingMessage,
    request: HttpRequest,
    call: OpenCall,
    response: HttpResponse,
  ): Promise<void>;
}

export function createCallRecorder(trail: Pick<AuditTrail, 'admit' | 'record'>): CallRecorder {
  return {
    open(request, origin) {
      trail.admit(mayChange(request));
      return {
        record: newCallRecord(),
        origin,
        started: performance.now(),
        authenticated: undefined,
        bearer: undefined,
        thrown: undefined,
      };
    },
    async close(incoming, request, call, response) {
      try {
        const written = trail.record(auditedCall(incoming, request, call, response));
        if (written !== undefined) await written;
      } catch (error) {
        if (response.body instanceof Readable) response.body.destroy();
        throw error;
      }
    },
  };
}

function auditedCall(
  { socket }: IncomingMessage,
  request: HttpRequest,
  { record, origin, started, authenticated, bearer, thrown }: OpenCall,
  response: HttpResponse,
): AuditedCall {
  const service = authenticated?.service ?? claimedService(request);
  return {
    record,
    identity:
      bearer === undefined
        ? callIdentity(request, authenticated)
        : { ...callIdentity(request, authenticated), ...bearer },
    service,
    isData:
      dataPlanePath(request.path) !== undefined || (service === 's3' && /^\/[^/]+\/./.test(request.path)),
    requestId: request.requestId,
    sourceAddress: origin.sourceIp,
    userAgent: request.headers['user-agent'],
    route: () => `${request.method} ${routeLabel(request)}`,
    mayChange: mayChange(request),
    status: response.status,
    error: callError(thrown, response),
    received: bytesOf(request.headers['content-length']),
    sent: sentBytes(response),
    durationMs: performance.now() - started,
    tls: tlsOf(socket, request),
  };
}

function sentBytes({ headers, body }: HttpResponse): number | undefined {
  if (body === undefined) return 0;
  return body instanceof Readable ? bytesOf(headers['content-length']) : Buffer.byteLength(body);
}

function bytesOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** How a call was encrypted; of a connection that has been closed meanwhile nothing is known any more. */
export function tlsOf(
  socket: IncomingMessage['socket'],
  { headers }: Pick<HttpRequest, 'headers'>,
): CallTls | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  // Its type leaves out that a closed one has none.
  const cipher = socket.getCipher() as { readonly standardName: string } | undefined;
  return { version: socket.getProtocol() ?? '', cipher: cipher?.standardName ?? '', host: headers['host'] };
}
