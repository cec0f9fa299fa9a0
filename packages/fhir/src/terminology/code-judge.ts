import type { ConformanceSource } from '../conformance/conformance-source.js';
import { specification } from '../conformance/specification.js';
import type { Issue } from '../issue.js';
import type { AskedCoding, CodeQuestion } from '../validation/findings.js';
import { memberships, type Membership } from './membership.js';
import { terminologyOf, type Terminology } from './terminology.js';
import type { TerminologySource } from './terminology-source.js';

/** What is remembered of one source. */
interface Memory {
  readonly terminology: Terminology;
  /** By value set and coding. */
  readonly verdicts: Map<string, Membership>;
  /** When it is forgotten, as `performance.now()` tells it. */
  readonly until: number;
}

/** How long verdicts of a data store are believed: what was changed there counts after this time at the latest. */
const believedMs = 1_000;
/** Codes of a source that verdicts are kept of. */
const mostVerdicts = 50_000;
/** Codings of one element that are looked at. */
const mostCodings = 100;

const memories = new WeakMap<ConformanceSource, Memory>();

function memoryOf(source: TerminologySource): Memory {
  const now = performance.now();
  const before = memories.get(source);
  if (before !== undefined && before.until > now && before.verdicts.size < mostVerdicts) return before;
  const memory = {
    terminology: terminologyOf(source),
    verdicts: new Map<string, Membership>(),
    until: source === specification || source.isFixed === true ? Infinity : now + believedMs,
  };
  memories.set(source, memory);
  return memory;
}

/**
 * Judges the codes that validation left to ask: all codings outside of a required value set are an error, outside of
 * an extensible one a warning. What cannot be decided, since a value set or a code system is not known or known in
 * part, is a warning and never an error. Text alone is an error where the value set is required; where it is
 * extensible it is allowed, and told as information.
 *
 * Verdicts are remembered for a second for each source, those of the specification and of a fixed source for good: a code that was asked
 * about before takes less than a microsecond.
 *
 * @see https://hl7.org/fhir/R4/terminologies.html#strength
 * @example
 * const { issues, questions } = validateBase(tree);
 * const all = [...issues, ...(await judgeCodes(questions, source))];
 */
export async function judgeCodes(
  questions: readonly CodeQuestion[],
  source: TerminologySource,
): Promise<readonly Issue[]> {
  if (questions.length === 0) return [];
  const memory = memoryOf(source);
  for (const [valueSet, codings] of unknownCodings(questions, memory)) {
    const content = await memory.terminology.byReference(valueSet);
    const found = await memberships(content, [...codings.values()]);
    for (const [index, key] of [...codings.keys()].entries()) memory.verdicts.set(key, found[index]!);
  }
  return questions.map((question) => judge(question, memory)).filter((issue) => issue !== undefined);
}

function keyOf(valueSet: string, { system, version, code }: AskedCoding): string {
  return JSON.stringify([valueSet, system, version, code]);
}

function askedCodings({ codings }: CodeQuestion): readonly AskedCoding[] {
  return codings.filter(({ code }) => code !== undefined).slice(0, mostCodings);
}

/** What has not been asked before, by value set: asked about all at once. */
function unknownCodings(
  questions: readonly CodeQuestion[],
  { verdicts }: Memory,
): ReadonlyMap<string, ReadonlyMap<string, AskedCoding>> {
  const unknown = new Map<string, Map<string, AskedCoding>>();
  for (const question of questions) {
    for (const coding of askedCodings(question)) {
      const key = keyOf(question.valueSet, coding);
      if (verdicts.has(key)) continue;
      const codings = unknown.get(question.valueSet);
      if (codings === undefined) unknown.set(question.valueSet, new Map([[key, coding]]));
      else codings.set(key, coding);
    }
  }
  return unknown;
}

function judge(question: CodeQuestion, { verdicts }: Memory): Issue | undefined {
  const { valueSet, strength } = question;
  const asked = askedCodings(question);
  if (asked.length === 0) return textAlone(question);
  let doubt: Membership | undefined;
  for (const coding of asked) {
    const verdict = verdicts.get(keyOf(valueSet, coding));
    if (verdict?.kind === 'in') return undefined;
    if (verdict?.kind === 'undecided') doubt ??= verdict;
  }
  const shown = asked.map(codingText).join(', ');
  if (doubt?.kind === 'undecided')
    return issueOf(question, {
      severity: 'warning',
      code: doubt.fault.code === 'not-found' ? 'not-found' : 'not-supported',
      detail: 'code-not-decidable',
      diagnostics: `it cannot be decided here whether ${shown} is in the value set ${valueSet}: ${reason(doubt.fault.fault, valueSet)}`,
    });
  return issueOf(question, {
    severity: strength === 'required' ? 'error' : 'warning',
    code: 'code-invalid',
    detail: 'code-not-in-value-set',
    diagnostics: `${shown} is not in the ${strength} value set ${valueSet}`,
  });
}

function textAlone(question: CodeQuestion): Issue {
  const { strength, valueSet } = question;
  if (strength === 'required')
    return issueOf(question, {
      severity: 'error',
      code: 'code-invalid',
      detail: 'code-not-in-value-set',
      diagnostics: `there is no code, and one of the required value set ${valueSet} is needed`,
    });
  return issueOf(question, {
    severity: 'information',
    code: 'informational',
    detail: 'text-without-code',
    diagnostics: `there is no code; where one of the extensible value set ${valueSet} applies, it has to be given`,
  });
}

function issueOf({ expression }: CodeQuestion, issue: Omit<Issue, 'expression'>): Issue {
  return { ...issue, diagnostics: `${expression}: ${issue.diagnostics}`, expression: [expression] };
}

/** `http://loinc.org|1234-5`, not longer than a line. */
function codingText({ system, code = '' }: AskedCoding): string {
  const shown = system === undefined ? code : `${system}|${code}`;
  return JSON.stringify(shown.slice(0, 200));
}

/** Faults begin with the value set that they are of, which stands in the text already. */
function reason(fault: string, valueSet: string): string {
  const itself = `the value set ${valueSet} `;
  return fault.startsWith(itself) ? `it ${fault.slice(itself.length)}` : fault;
}
