import type { AccessQuestion } from '@wellspring/access';
import type { HttpResponse } from '@wellspring/http';
import type { S3Action } from '../authorization/s3-action.js';
import type { S3Call, S3Service } from './s3-call.js';

/** An operation of the S3 API. */
export interface S3Operation {
  /** What it changes nothing of. */
  readonly readOnly: boolean;
  /**
   * What is asked before the operation runs; several where it takes several. Empty: the operation asks itself, since
   * what it asks for stands in its body or hangs on the object.
   */
  permissions(call: S3Call): readonly AskedAction[];
  run(service: S3Service, call: S3Call): Promise<HttpResponse>;
}

/** An action on what the request is about: the object where it names one, else the bucket, else none. */
export interface AskedAction {
  readonly action: S3Action;
  readonly context?: AccessQuestion['context'];
}
