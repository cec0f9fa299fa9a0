/** Where a request came from, as condition keys and the audit trail tell of it. */
export interface RequestOrigin {
  /** The client's address, IPv4 or IPv6: the connection's, or what a trusted proxy says; undefined: not known. */
  readonly sourceIp: string | undefined;
  /** Whether it came by TLS, up to the trusted proxy at least. */
  readonly isSecure: boolean;
}
