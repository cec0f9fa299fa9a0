import type { SearchScope } from '@wellspring/fhir';
import type { JobWithFiles } from '@wellspring/jobs';
import type { Operation, OperationTarget } from '../operations/operation.js';

/**
 * What a request wants of one data store (https://hl7.org/fhir/R4/http.html). The closed set of what
 * this server does; everything else FHIR knows is refused by name.
 */
export type Interaction =
  | { readonly kind: 'capabilities' }
  /** A batch or transaction. */
  | { readonly kind: 'bundle' }
  /** How far a transaction in the background is. */
  | { readonly kind: 'transaction-status'; readonly id: string }
  | { readonly kind: 'create'; readonly type: string }
  /** `form`: parameters come in the body, too. */
  | { readonly kind: 'search'; readonly scope: SearchScope; readonly form: boolean }
  | { readonly kind: 'read'; readonly type: string; readonly id: string }
  | { readonly kind: 'vread'; readonly type: string; readonly id: string; readonly version: number }
  | { readonly kind: 'update'; readonly type: string; readonly id: string }
  | { readonly kind: 'patch'; readonly type: string; readonly id: string }
  | { readonly kind: 'delete'; readonly type: string; readonly id: string }
  /** Update, delete by search: the condition is in the query. */
  | { readonly kind: 'conditional-update'; readonly type: string }
  | { readonly kind: 'conditional-patch'; readonly type: string }
  | { readonly kind: 'conditional-delete'; readonly type: string }
  | { readonly kind: 'history'; readonly type: string; readonly id: string }
  /** Of all resources of a type, or of the whole data store. */
  | { readonly kind: 'history-of-many'; readonly type: string | undefined }
  | { readonly kind: 'operation'; readonly operation: Operation; readonly target: OperationTarget }
  | { readonly kind: 'job-status'; readonly job: JobWithFiles['kind']; readonly jobId: string }
  | { readonly kind: 'job-cancel'; readonly jobId: string }
  /** `name`: of the file below the job's folder. */
  | {
      readonly kind: 'job-file';
      readonly job: JobWithFiles['kind'];
      readonly jobId: string;
      readonly name: string;
    };
