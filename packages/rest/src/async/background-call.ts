import type { CallRecord } from '@wellspring/http';

/** A transaction that was carried out in the background, for the audit trail. */
export interface BackgroundCall {
  /** What it changed, and what it was. */
  readonly record: CallRecord;
  /** An id of its own: the record names that of the request which it came with. */
  readonly requestId: string;
  /** Of its answer. */
  readonly status: number;
  readonly durationMs: number;
}
