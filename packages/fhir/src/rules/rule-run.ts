import type { EvaluationContext } from '../fhirpath/evaluation/environment.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import type { AskedCoding, CodeQuestion } from '../validation/findings.js';
import { ValidationRun } from '../validation/validation-run.js';
import type { CodeRule } from '../bindings/code-rule.js';

/** What one resource may leave to ask a terminology. */
const mostQuestions = 1_000;

/** A Bundle of 20,000 resources needs some 2,000,000. */
const mostEffort = 5_000_000;

function itemsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

/** One validation by the rules beyond structure. */
export class RuleRun extends ValidationRun {
  readonly questions: CodeQuestion[] = [];
  /** The resource that is being walked, and those around it. */
  context: EvaluationContext;
  #containedOf: JsonObject | undefined;
  #contained: ReadonlyMap<string, JsonObject> = new Map();
  #entriesOf: JsonObject | undefined;
  #entries: ReadonlyMap<string, JsonObject> = new Map();

  constructor(root: string, resource: JsonObject) {
    super(root);
    this.context = { resource, rootResource: resource, effort: { left: mostEffort } };
  }

  /** Leaves a code to a terminology. */
  ask({ valueSet, strength }: CodeRule, codings: readonly AskedCoding[]): void {
    if (this.questions.length >= mostQuestions) return;
    this.questions.push({ expression: this.path(), valueSet, strength, codings });
  }

  /** The resources contained in the root resource, by id. */
  contained(): ReadonlyMap<string, JsonObject> {
    const { rootResource } = this.context;
    if (this.#containedOf !== rootResource) {
      this.#containedOf = rootResource;
      this.#contained = new Map(
        itemsOf(rootResource['contained']).flatMap((each) =>
          typeof each['id'] === 'string' ? [[each['id'], each]] : [],
        ),
      );
    }
    return this.#contained;
  }

  /** The resources of the Bundle around, by fullUrl. */
  entries(): ReadonlyMap<string, JsonObject> {
    const { bundle } = this.context;
    if (bundle !== undefined && this.#entriesOf !== bundle) {
      this.#entriesOf = bundle;
      this.#entries = new Map(
        itemsOf(bundle['entry']).flatMap(({ fullUrl, resource }) =>
          typeof fullUrl === 'string' && isObject(resource) ? [[fullUrl, resource]] : [],
        ),
      );
    }
    return this.#entries;
  }
}
