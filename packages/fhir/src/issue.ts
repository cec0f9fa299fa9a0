import type { IssueType } from '@wellspring/errors';
import type { IssueDetail } from './validation/issue-detail.js';

/** One thing that is wrong, as `OperationOutcome.issue` says it. */
export interface Issue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information';
  readonly code: IssueType;
  /** Plain words; names the element and what is wrong with it. */
  readonly diagnostics: string;
  /** FHIRPath of the element, such as `Patient.name[0].given`. */
  readonly expression?: readonly string[];
  /** What validation found, by the code of its catalogue; becomes `details`. */
  readonly detail?: IssueDetail;
}
