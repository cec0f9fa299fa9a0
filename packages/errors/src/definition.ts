/**
 * The FHIR issue types this server uses (https://hl7.org/fhir/R4/valueset-issue-type.html).
 */
export type IssueType =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'expired'
  | 'forbidden'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'multiple-matches'
  | 'not-found'
  | 'deleted'
  | 'too-long'
  | 'code-invalid'
  | 'too-costly'
  | 'business-rule'
  | 'conflict'
  | 'transient'
  | 'exception'
  | 'timeout'
  | 'incomplete'
  | 'throttled'
  | 'informational';

/**
 * What one error becomes on each of the surfaces that can show it.
 */
export interface ErrorDefinition {
  /** The HTTP status on the FHIR data plane and the object store. */
  readonly status: number;
  /** `OperationOutcome.issue.code` on the FHIR data plane. */
  readonly issue: IssueType;
  /** The AWS exception (`__type`) on the control plane, or the S3 error code on the object store. */
  readonly exception: string;
  /** What happened, for the documentation: one plain sentence. */
  readonly meaning: string;
}
