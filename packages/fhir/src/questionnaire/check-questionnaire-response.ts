import type { IssueType } from '@wellspring/errors';
import type { Issue } from '../issue.js';
import type { JsonObject } from '../json/json-value.js';
import { isObject } from '../json/json-kind.js';
import type { CodeQuestion, Findings } from '../validation/findings.js';
import { faultOfValue, isExclusive, typesOfAnswers } from './answer-value.js';
import { isEnabled, readAnswers, type Answers } from './enabling.js';
import {
  numberExtension,
  objectsIn,
  readItems,
  valueOf,
  type QuestionnaireItem,
} from './questionnaire-item.js';

/** More than a person reads. */
const mostIssues = 100;

/** A response in these states is not complete yet (https://hl7.org/fhir/R4/valueset-questionnaire-answers-status.html). */
const unfinished: ReadonlySet<unknown> = new Set(['in-progress', 'stopped', 'entered-in-error']);

class ResponseCheck {
  readonly issues: Issue[] = [];
  readonly questions: CodeQuestion[] = [];
  readonly #answers: Answers;
  readonly #isUnfinished: boolean;

  constructor(private readonly response: JsonObject) {
    this.#answers = readAnswers(response);
    this.#isUnfinished = unfinished.has(response['status']);
  }

  /** The items of a response below one place against those that the questionnaire has there. */
  items(parent: JsonObject, path: string, asked: readonly QuestionnaireItem[]): void {
    const byLinkId = new Map<string, { readonly item: JsonObject; readonly path: string }[]>();
    const places = new Map(asked.map(({ linkId }, at) => [linkId, at]));
    let last = 0;
    for (const [at, item] of objectsIn(parent['item']).entries()) {
      const itemPath = `${path}.item[${at}]`;
      const { linkId } = item;
      if (typeof linkId !== 'string') continue;
      const place = places.get(linkId);
      if (place === undefined) {
        this.#add(
          'not-found',
          itemPath,
          `has the linkId ${shown(linkId)}, which the questionnaire does not have here`,
        );
        continue;
      }
      if (place < last) this.#add('structure', itemPath, 'is out of the order of the questionnaire');
      last = place;
      byLinkId.set(linkId, [...(byLinkId.get(linkId) ?? []), { item, path: itemPath }]);
    }
    for (const item of asked) this.#item(item, path, byLinkId.get(item.linkId) ?? []);
  }

  #item(
    asked: QuestionnaireItem,
    path: string,
    given: readonly { readonly item: JsonObject; readonly path: string }[],
  ): void {
    if (this.issues.length >= mostIssues) return;
    const enabled = isEnabled(asked, this.#answers);
    if (enabled === false) {
      for (const each of given)
        if (hasContent(each.item)) this.#add('business-rule', each.path, 'is answered, but not enabled');
      return;
    }
    if (given.length === 0) {
      if (asked.isRequired && enabled === true && asked.type !== 'display') this.#missing(asked, path);
      return;
    }
    if (given.length > 1 && !asked.repeats)
      this.#add('structure', given[1]!.path, `repeats ${shown(asked.linkId)}, which may be there once`);
    for (const each of given) {
      if (asked.type === 'group') this.#group(asked, each.item, each.path, enabled);
      else this.#question(asked, each.item, each.path, enabled);
    }
  }

  #group(asked: QuestionnaireItem, item: JsonObject, path: string, enabled: boolean | undefined): void {
    if (objectsIn(item['answer']).length > 0)
      this.#add('structure', path, 'is a group, which has no answers');
    if (asked.isRequired && enabled === true && objectsIn(item['item']).length === 0)
      this.#missing(asked, path);
    this.items(item, path, asked.items);
  }

  #question(asked: QuestionnaireItem, item: JsonObject, path: string, enabled: boolean | undefined): void {
    const answers = objectsIn(item['answer']);
    const types = typesOfAnswers(asked);
    if (objectsIn(item['item']).length > 0)
      this.#add('structure', path, 'has items of its own, where only its answers may have them');
    if (types === undefined) {
      if (answers.length > 0)
        this.#add('structure', path, `is of the type ${asked.type}, which has no answers`);
      return;
    }
    const { definition } = asked;
    const least = Math.max(
      asked.isRequired ? 1 : 0,
      numberExtension(definition, 'questionnaire-minOccurs') ?? 0,
    );
    const most = numberExtension(definition, 'questionnaire-maxOccurs') ?? (asked.repeats ? Infinity : 1);
    if (answers.length < least && enabled === true) this.#missing(asked, path, least);
    if (answers.length > most)
      this.#add('structure', path, `has ${answers.length} answers, but ${most} at most are allowed`);
    if (answers.length > 1 && answers.some((answer) => isExclusive(asked, answer)))
      this.#add('business-rule', path, 'has an answer that goes together with no other');
    for (const [at, answer] of answers.entries()) {
      const answerPath = `${path}.answer[${at}]`;
      this.#answer(asked, answer, answerPath, types);
      this.items(answer, answerPath, asked.items);
    }
  }

  #answer(asked: QuestionnaireItem, answer: JsonObject, path: string, types: readonly string[]): void {
    const given = valueOf(answer);
    if (given === undefined) return;
    const { type, value } = given;
    if (!types.includes(type)) {
      this.#add('structure', path, `is ${type}, but has to be ${[...new Set(types)].join(' or ')}`);
      return;
    }
    const fault = faultOfValue(asked, type, value, this.response);
    if (fault !== undefined) this.#add('value', path, fault);
    const { answerValueSet } = asked.definition;
    if (typeof answerValueSet !== 'string' || answerValueSet.startsWith('#') || type !== 'Coding') return;
    if (!isObject(value) || this.questions.length >= mostIssues) return;
    const [system, code] = [value['system'], value['code']];
    this.questions.push({
      expression: `${path}.value.ofType(Coding)`,
      valueSet: answerValueSet,
      strength: 'required',
      codings: [{ ...(typeof system === 'string' && { system }), ...(typeof code === 'string' && { code }) }],
    });
  }

  #missing({ linkId, isRequired }: QuestionnaireItem, path: string, least = 1): void {
    // What is not finished need not be complete; how many answers there are at least holds at any time.
    if (this.#isUnfinished && isRequired) return;
    const what = least > 1 ? `has fewer than ${least} answers` : 'is required, but not answered';
    this.#add('required', path, `${shown(linkId)} ${what}`);
  }

  #add(code: IssueType, path: string, message: string): void {
    if (this.issues.length >= mostIssues) return;
    const diagnostics = `${path}: ${message}`;
    this.issues.push({
      severity: 'error',
      code,
      diagnostics,
      expression: [path],
      detail: 'questionnaire-not-met',
    });
  }
}

function hasContent(item: JsonObject): boolean {
  return objectsIn(item['answer']).length > 0 || objectsIn(item['item']).length > 0;
}

function shown(linkId: string): string {
  return JSON.stringify(linkId.slice(0, 100));
}

/**
 * What a QuestionnaireResponse lacks of its Questionnaire: items that are not asked, out of order or missing, answers of
 * another type, none of the options, out of bounds, too many, or to what is not enabled. Patterns (the extension
 * `regex`) are not looked at.
 *
 * @returns at most 100 errors by the path of the item; and the codings that a terminology has to judge
 * @see https://hl7.org/fhir/R4/questionnaireresponse.html
 * @example
 * checkQuestionnaireResponse(response, questionnaire).issues[0]?.diagnostics
 * // QuestionnaireResponse.item[0]: "1.2" is required, but not answered
 */
export function checkQuestionnaireResponse(response: JsonObject, questionnaire: JsonObject): Findings {
  const check = new ResponseCheck(response);
  check.items(response, 'QuestionnaireResponse', readItems(questionnaire));
  return { issues: check.issues, questions: check.questions };
}
