/** A resource that a call wrote, as the trail names it: HealthLake's own events leave id and version out. */
export interface RecordedChange {
  readonly resourceType: string;
  readonly id: string;
  /** The number of the version that the call made. */
  readonly version: number;
  readonly change: 'created' | 'updated' | 'deleted' | 'erased';
}

/**
 * What the rooms note of one call while they serve it; the audit trail is written from it when the answer is
 * ready. Nothing in it may come out of a resource or a search value: names, ids and settings only.
 */
export interface CallRecord {
  /** The IAM action without its service: `ReadResource`. Unset until the request is understood. */
  eventName: string | undefined;
  /** Whether it changes nothing; unset until the request is understood. */
  readOnly: boolean | undefined;
  /** ARNs of what it is about. */
  readonly resources: { readonly arn: string; readonly type: string }[];
  /** CloudTrail's `requestParameters`, names in camel case. */
  requestParameters: Readonly<Record<string, unknown>> | undefined;
  /**
   * The parameters of a search with their values, as they were decoded. They are recorded only where a setting asks
   * for it: values name patients.
   */
  searchValues: readonly (readonly [name: string, value: string])[] | undefined;
  /** CloudTrail's `responseElements`, of calls that change something. */
  responseElements: Readonly<Record<string, unknown>> | undefined;
  /** What was written, in the order in which it was. */
  readonly changes: RecordedChange[];
  /** The error as the caller saw it: AWS's name of it, and the words. */
  error: { readonly code: string; readonly message: string } | undefined;
}

/** @example const record = newCallRecord(); record.eventName = 'ReadResource'; */
export function newCallRecord(): CallRecord {
  return {
    eventName: undefined,
    readOnly: undefined,
    resources: [],
    requestParameters: undefined,
    searchValues: undefined,
    responseElements: undefined,
    changes: [],
    error: undefined,
  };
}
