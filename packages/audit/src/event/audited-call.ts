import type { Caller } from '@wellspring/access';
import type { CallRecord } from '@wellspring/http';

/** A call that has its answer, with all that the trail says of it. */
export interface AuditedCall {
  readonly record: CallRecord;
  readonly identity: CallIdentity;
  /** `healthlake`, `s3`, `iam`, `sts`, `cloudtrail`. */
  readonly service: string;
  /** Whether it is about the data themselves (FHIR, objects), and not about what holds them. */
  readonly isData: boolean;
  readonly requestId: string;
  /** The client's address, as the front believes it to be. */
  readonly sourceAddress: string | undefined;
  readonly userAgent: string | undefined;
  /** What was sent where nothing understood it: method and kind of route, without ids and queries; asked for there only. */
  readonly route: () => string;
  /** Where no room said so. */
  readonly mayChange: boolean;
  readonly status: number;
  /** The error as AWS names it, where no room has noted it; words only where they are known to hold no value. */
  readonly error: { readonly code: string; readonly message?: string } | undefined;
  /** Bytes of the body, where they are known. */
  readonly received: number | undefined;
  readonly sent: number | undefined;
  /** From its first byte to its answer, in milliseconds. */
  readonly durationMs: number;
  readonly tls: CallTls | undefined;
}

/** Who called, and by what that was proved. */
export interface CallIdentity {
  /** Undefined: nobody knows. */
  readonly principal: Caller['principal'] | undefined;
  readonly accessKeyId?: string | undefined;
  /** The unique id: `AIDA...`, of a session `AROA...:name`. */
  readonly userId?: string | undefined;
  /** When a session was made, in milliseconds since 1970. */
  readonly sessionCreated?: number | undefined;
  readonly sourceIdentity?: string | undefined;
  /** What a token of SMART on FHIR says of its bearer: `Practitioner/5`, and the id of the patient in context. */
  readonly fhirUser?: string | undefined;
  readonly patient?: string | undefined;
  readonly method: 'AuthHeader' | 'QueryString' | 'Bearer' | 'None';
}

export interface CallTls {
  readonly version: string;
  readonly cipher: string;
  readonly host: string | undefined;
}
