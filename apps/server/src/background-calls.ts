import type { AuditTrail } from '@wellspring/audit';
import type { BackgroundCall } from '@wellspring/rest';

/** Tells the audit trail of what the server carried out later, for those who had sent it. */
export function recordBackgroundCalls(trail: Pick<AuditTrail, 'record'>) {
  return async (call: BackgroundCall): Promise<void> =>
    trail.record({
      record: call.record,
      identity: { principal: { kind: 'service', service: 'healthlake.amazonaws.com' }, method: 'None' },
      service: 'healthlake',
      isData: true,
      requestId: call.requestId,
      sourceAddress: 'healthlake.amazonaws.com',
      userAgent: undefined,
      route: () => 'POST fhir /',
      mayChange: true,
      status: call.status,
      error: call.status < 400 ? undefined : { code: 'TransactionFailed' },
      received: undefined,
      sent: undefined,
      durationMs: call.durationMs,
      tls: undefined,
    });
}
