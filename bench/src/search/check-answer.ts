/** An answer of the server, whole. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** The status line and the headers, as they came. */
  readonly head?: string;
  /** What Retry-After says, in seconds, where it is there. */
  readonly retryAfter?: number;
}

/** What every answer of a class has to be. */
export interface Expectation {
  /** `some`: the page must not be empty. */
  readonly hits: 'some' | 'any';
  /** What `Bundle.total` has to be. */
  readonly total?: number;
}

interface Bundle {
  readonly resourceType?: string;
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly resource?: Outcome & { readonly resourceType?: string };
    readonly search?: { readonly mode?: string };
  }[];
}

interface Outcome {
  readonly issue?: readonly { readonly severity?: string; readonly diagnostics?: string }[];
}

/** The verdict: the matches on the page, or what is wrong with it. */
export type Verdict =
  | { readonly ok: true; readonly hits: number; readonly next: string | undefined }
  | { readonly ok: false; readonly fault: string };

/** Checks an answer in full. */
export function checkAnswer({ status, body }: Answer, { hits, total }: Expectation): Verdict {
  if (status !== 200) return fault(`status ${status}: ${diagnosticsOf(body)}`);
  const bundle = parsed(body) as Bundle | undefined;
  if (bundle?.resourceType !== 'Bundle') return fault('the answer is no Bundle');
  const entries = bundle.entry ?? [];
  const problem = entries
    .filter(({ resource }) => resource?.resourceType === 'OperationOutcome')
    .flatMap(({ resource }) => resource?.issue ?? [])
    .find(({ severity }) => severity === 'error' || severity === 'fatal');
  if (problem) return fault(`the answer holds an error: ${problem.diagnostics ?? ''}`);
  // A server need not say it: https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.search.mode
  const matches = entries.filter(
    ({ resource, search }) =>
      (search?.mode ?? 'match') === 'match' && resource?.resourceType !== 'OperationOutcome',
  ).length;
  if (hits === 'some' && matches === 0) return fault('nothing was found, although the data has it');
  if (total !== undefined && bundle.total !== total)
    return fault(`total is ${bundle.total ?? 'missing'}, and should be ${total}`);
  return { ok: true, hits: matches, next: bundle.link?.find(({ relation }) => relation === 'next')?.url };
}

/**
 * What can be told without parsing, which would take more of the processor than the search: that the
 * answer begins as a Bundle, and has an entry where one has to be. Undefined where nothing is wrong
 * so far; an answer that mentions an OperationOutcome is checked in full.
 */
export function glanceAt(answer: Answer, expectation: Expectation): string | undefined {
  const { status, body } = answer;
  const suspicious =
    status !== 200 ||
    !/^\s*\{\s*"resourceType"\s*:\s*"Bundle"/.test(body.toString('latin1', 0, 64)) ||
    (expectation.hits === 'some' && !body.includes('"fullUrl"')) ||
    body.includes('"OperationOutcome"');
  if (!suspicious) return undefined;
  const verdict = checkAnswer(answer, expectation);
  return verdict.ok ? undefined : verdict.fault;
}

/** What a server answers to a search or an operation that it does not have. */
const refusals: readonly number[] = [400, 404, 405, 501];

/** Why the server does not do this search, where it said so instead of doing it. */
export function refusalOf({ status, body }: Answer): string | undefined {
  return refusals.includes(status) ? diagnosticsOf(body) : undefined;
}

function diagnosticsOf(body: Buffer): string {
  const issues = (parsed(body) as Outcome | undefined)?.issue ?? [];
  return issues.map(({ diagnostics }) => diagnostics ?? '').join('; ') || 'no OperationOutcome';
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function fault(text: string): Verdict {
  return { ok: false, fault: text };
}
