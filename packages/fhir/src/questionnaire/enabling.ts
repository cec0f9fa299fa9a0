import type { JsonObject, JsonValue } from '../json/json-value.js';
import { isLess } from '../profiles/checking/bounds.js';
import { isObject } from '../json/json-kind.js';
import { isSameValue } from '../profiles/checking/given-value.js';
import { objectsIn, valueOf, type QuestionnaireItem } from './questionnaire-item.js';

/** The answers of a response by the linkId of their item. */
export type Answers = ReadonlyMap<string, readonly JsonObject[]>;

/** Gathers the answers of a response, wherever they stand. */
export function readAnswers(response: JsonObject): Answers {
  const answers = new Map<string, JsonObject[]>();
  const visit = (parent: JsonObject): void => {
    for (const item of objectsIn(parent['item'])) {
      const { linkId } = item;
      const own = objectsIn(item['answer']);
      if (typeof linkId === 'string') answers.set(linkId, [...(answers.get(linkId) ?? []), ...own]);
      for (const answer of own) visit(answer);
      visit(item);
    }
  };
  visit(response);
  return answers;
}

function isEqual(value: JsonValue, wanted: JsonValue): boolean {
  if (!isObject(value) || !isObject(wanted) || wanted['code'] === undefined)
    return isSameValue(value, wanted);
  return value['code'] === wanted['code'] && value['system'] === wanted['system'];
}

/** Whether a condition holds; undefined where it cannot be told. */
function holds(condition: JsonObject, answers: Answers): boolean | undefined {
  const { question, operator } = condition;
  const key = Object.keys(condition).find((each) => /^answer[A-Z]/.test(each));
  const wanted = key === undefined ? undefined : condition[key];
  if (typeof question !== 'string' || wanted === undefined || wanted === null) return undefined;
  const values = (answers.get(question) ?? []).flatMap((answer) => valueOf(answer)?.value ?? []);
  const compare = (test: (value: JsonValue) => boolean | undefined): boolean | undefined => {
    const found = values.map(test);
    return found.includes(true) || (found.includes(undefined) ? undefined : false);
  };
  const not = (truth: boolean | undefined): boolean | undefined => (truth === undefined ? undefined : !truth);
  switch (typeof operator === 'string' ? operator : '') {
    case 'exists':
      return values.length > 0 === wanted;
    case '=':
      return compare((value) => isEqual(value, wanted));
    case '!=':
      return values.length === 0 ? undefined : !values.some((value) => isEqual(value, wanted));
    case '>':
      return compare((value) => isLess(wanted, value));
    case '<':
      return compare((value) => isLess(value, wanted));
    case '>=':
      return compare((value) => not(isLess(value, wanted)));
    case '<=':
      return compare((value) => not(isLess(wanted, value)));
    default:
      return undefined;
  }
}

/**
 * Whether an item is to be answered, by the answers of others; undefined where that cannot be told.
 * @see https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen
 */
export function isEnabled({ definition }: QuestionnaireItem, answers: Answers): boolean | undefined {
  const conditions = objectsIn(definition['enableWhen']);
  if (conditions.length === 0) return true;
  const found = conditions.map((condition) => holds(condition, answers));
  const decisive = definition['enableBehavior'] === 'all' ? false : true;
  if (found.includes(decisive)) return decisive;
  return found.includes(undefined) ? undefined : !decisive;
}
