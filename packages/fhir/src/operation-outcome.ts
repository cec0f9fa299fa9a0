import type { Issue } from './issue.js';
import type { JsonObject } from './json/json-value.js';
import { issueDetails, issueDetailSystem } from './validation/issue-detail.js';

/**
 * The OperationOutcome that tells these issues. At least one is needed: the resource has no other
 * way to say "all is well" than an informational issue.
 * @see https://hl7.org/fhir/R4/operationoutcome.html
 * @throws RangeError without an issue.
 * @example
 * operationOutcome([{ severity: 'error', code: 'not-found', diagnostics: 'Patient/1 is not known' }])
 */
export function operationOutcome(issues: readonly Issue[]): JsonObject {
  if (issues.length === 0) throw new RangeError('an OperationOutcome has at least one issue');
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ severity, code, diagnostics, expression, detail }) => ({
      severity,
      code,
      ...(detail !== undefined && {
        details: { coding: [{ system: issueDetailSystem, code: detail, display: issueDetails[detail] }] },
      }),
      diagnostics,
      ...(expression !== undefined && expression.length > 0 && { expression }),
    })),
  };
}
