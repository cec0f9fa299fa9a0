import { catalogue, type ErrorCode } from '@wellspring/errors';
import type { Issue } from '@wellspring/fhir';
import type { FhirResponse } from '../response/fhir-response.js';
import { outcomeResponse } from '../response/outcome-response.js';

/** An entry that cannot be carried out, and with it its transaction: thrown, so that all is rolled back. */
export class EntryFailure extends Error {
  override readonly name = 'EntryFailure';

  private constructor(
    readonly index: number,
    readonly status: number,
    readonly issues: readonly Issue[],
  ) {
    super(`The entry ${index} of the Bundle failed`);
  }

  /** Of an error in the catalogue. */
  static of(index: number, code: ErrorCode, message: string): EntryFailure {
    const { status, issue } = catalogue[code];
    return new EntryFailure(index, status, [{ severity: 'error', code: issue, diagnostics: message }]);
  }

  /** Of issues, whose expressions may be below the entry's resource. */
  static withIssues(index: number, code: ErrorCode, issues: readonly Issue[]): EntryFailure {
    return new EntryFailure(index, catalogue[code].status, issues);
  }

  /** Of what the interaction of the entry answered. */
  static answered(index: number, { status, body = [] }: FhirResponse): EntryFailure {
    const outcome = JSON.parse(Buffer.concat(body).toString() || '{}') as {
      readonly issue?: readonly Issue[];
    };
    const issues = outcome.issue ?? [];
    return new EntryFailure(
      index,
      status,
      issues.length > 0
        ? issues
        : [{ severity: 'error', code: 'processing', diagnostics: `Status ${status}` }],
    );
  }

  /** The answer to the whole transaction: the status of the failure, and the entry by its place. */
  response(): FhirResponse {
    return outcomeResponse(
      this.status,
      this.issues.map((issue) => ({ ...issue, ...placed(issue, this.index) })),
    );
  }
}

function placed(
  { expression = [], diagnostics }: Issue,
  index: number,
): Pick<Issue, 'expression' | 'diagnostics'> {
  const entry = `Bundle.entry[${index}]`;
  if (expression.some((each) => each.startsWith(entry))) return { expression, diagnostics };
  return {
    // What is below the resource begins with its type: Patient.gender.
    expression:
      expression.length > 0
        ? expression.map((each) => each.replace(/^[A-Za-z]+/, `${entry}.resource`))
        : [entry],
    diagnostics: `${entry}: ${diagnostics}`,
  };
}
