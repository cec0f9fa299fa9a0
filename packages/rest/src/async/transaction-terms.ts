import type { Grant } from '@wellspring/smart';

/** What was said when a transaction was sent to be carried out later. */
export interface TransactionTerms {
  /** What the addresses of the data store begin with. */
  readonly base: string;
  /** Headers that an answer depends on. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the token of its sender gave: by that it is judged when it is carried out. Absent: it was signed. */
  readonly grant?: Grant;
  /** The id of the request that it came with, for the audit trail. */
  readonly requestId?: string;
}
