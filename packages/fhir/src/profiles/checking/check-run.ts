import type { IssueType } from '@wellspring/errors';
import type { Effort, EvaluationContext } from '../../fhirpath/evaluation/environment.js';
import type { Issue } from '../../issue.js';
import type { JsonObject } from '../../json/json-value.js';
import type { CodeQuestion, Findings } from '../../validation/findings.js';
import type { IssueDetail } from '../../validation/issue-detail.js';
import type { CompiledProfile } from '../compiled-profile.js';

/** More than a person reads; a bound on what one bad resource can make the server write. */
const mostIssues = 100;
const mostQuestions = 5_000;

/** Elements that are looked at, rules and slices counted for each: a second or two. */
const mostSteps = 3_000_000;
/** What all constraints of one check may take together: a second or two. */
const mostEffort = 5_000_000;

/** Profiles that lead to one another: a Bundle with a Composition that refers to a patient has five. */
const mostProfiles = 40;

/** One check of a resource: where it is in the tree, in which profile, and what was found. */
export class CheckRun {
  #issues: Issue[] = [];
  #questions: CodeQuestion[] = [];
  readonly #segments: string[] = [];
  readonly #indexes: number[] = [];
  readonly #profiles: CompiledProfile[] = [];
  readonly #visited = new Map<JsonObject, Set<CompiledProfile>>();
  #depth = 0;
  #steps = 0;
  #isProbing = false;
  readonly #effort: Effort = { left: mostEffort };
  #context!: EvaluationContext;

  constructor(
    context: EvaluationContext,
    public root: string,
    /** The slice that is being checked: `Patient.extension:race`. */
    public place = '',
  ) {
    this.context = context;
  }

  /** Where constraints are evaluated; what they may take is shared by all of the check. */
  get context(): EvaluationContext {
    return this.#context;
  }

  set context(context: EvaluationContext) {
    this.#context = { ...context, effort: this.#effort };
  }

  get findings(): Findings {
    // Said at the end, for it may have happened where something was only tried.
    if (this.#steps > mostSteps || this.#effort.left < 0) {
      const message = `${this.path}: takes too many steps to be checked whole`;
      this.#push('error', 'too-costly', 'check-incomplete', message);
    }
    return { issues: this.#issues, questions: this.#questions };
  }

  /** Whether there is no need to look further: enough was found, or one issue, where only that is asked. */
  get isDone(): boolean {
    return (
      this.#issues.length >= (this.#isProbing ? 1 : mostIssues) ||
      this.#steps > mostSteps ||
      this.#effort.left < 0
    );
  }

  /** Counts what is looked at; false where it is too much. */
  step(count: number): boolean {
    this.#steps += count;
    return this.#steps <= mostSteps;
  }

  enter(segment: string): void {
    this.#segments[this.#depth] = segment;
    this.#indexes[this.#depth] = -1;
    this.#depth++;
  }

  /** The place of the item of the element entered last; -1 for the element itself. */
  at(index: number): void {
    this.#indexes[this.#depth - 1] = index;
  }

  leave(): void {
    this.#depth--;
  }

  /** FHIRPath of where the run is. */
  get path(): string {
    let path = this.root;
    for (let i = 0; i < this.#depth; i++) {
      path += `.${this.#segments[i]!}`;
      if (this.#indexes[i]! >= 0) path += `[${this.#indexes[i]!}]`;
    }
    return path;
  }

  add(code: IssueType, detail: IssueDetail, message: string, severity: Issue['severity'] = 'error'): void {
    if (this.isDone) return;
    // What is tried fails by errors alone.
    if (this.#isProbing && severity !== 'error') return;
    const profile = this.#profiles.at(-1);
    const slice = this.place.includes(':') ? `, ${this.place}` : '';
    const demanded = profile === undefined ? '' : ` (profile ${profile.canonical}${slice})`;
    this.#push(severity, code, detail, `${this.path}: ${message}${demanded}`);
  }

  #push(severity: Issue['severity'], code: IssueType, detail: IssueDetail, diagnostics: string): void {
    this.#issues.push({ severity, code, diagnostics, expression: [this.path], detail });
  }

  ask(question: Omit<CodeQuestion, 'expression'>): void {
    if (this.#isProbing || this.#questions.length >= mostQuestions) return;
    this.#questions.push({ expression: this.path, ...question });
  }

  /**
   * Does something within a profile; nothing where it is within too many, or where the same profile is already
   * being checked of the same value.
   */
  within(profile: CompiledProfile, value: JsonObject | undefined, check: () => void): void {
    if (this.#profiles.length >= mostProfiles) {
      this.add('too-costly', 'check-incomplete', 'leads to too many profiles to be checked', 'warning');
      return;
    }
    const visited = value && this.#visited.get(value);
    if (visited?.has(profile) === true) return;
    if (value !== undefined) {
      if (visited === undefined) this.#visited.set(value, new Set([profile]));
      else visited.add(profile);
    }
    this.#profiles.push(profile);
    const { place } = this;
    this.place = '';
    check();
    this.place = place;
    this.#profiles.pop();
    if (value !== undefined) this.#visited.get(value)?.delete(profile);
  }

  /** Whether a check finds no error. Its warnings and questions are passed over. */
  holds(check: () => void): boolean {
    return this.trial(check) === undefined;
  }

  /** The first error that a check finds; what it finds counts for nothing else. */
  trial(check: () => void): Issue | undefined {
    const issues = this.#issues;
    const wasProbing = this.#isProbing;
    this.#issues = [];
    this.#isProbing = true;
    check();
    const [first] = this.#issues;
    this.#issues = issues;
    this.#isProbing = wasProbing;
    return first;
  }

  /** Does something in another resource of the same Bundle or the same container. */
  inResource(context: EvaluationContext, root: string, check: () => void): void {
    const here = { context: this.context, root: this.root, depth: this.#depth };
    const segments = this.#segments.splice(0);
    const indexes = this.#indexes.splice(0);
    this.context = context;
    this.root = root;
    this.#depth = 0;
    check();
    this.context = here.context;
    this.root = here.root;
    this.#depth = here.depth;
    this.#segments.splice(0, Infinity, ...segments);
    this.#indexes.splice(0, Infinity, ...indexes);
  }
}
