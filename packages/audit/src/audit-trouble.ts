/** What an operator has to know of the audit trail. */
export interface AuditTrouble {
  readonly what: string;
  readonly error?: unknown;
}
