import { referenceType } from '../fhirpath/reference-type.js';
import { isExactNumber } from '../json/exact-number.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { isLess } from '../profiles/checking/bounds.js';
import { isSameValue } from '../profiles/checking/given-value.js';
import {
  extensionValues,
  numberExtension,
  objectsIn,
  valueOf,
  type QuestionnaireItem,
} from './questionnaire-item.js';

/** What type of value answers an item of each type (https://hl7.org/fhir/R4/valueset-item-type.html). */
const answerTypes: ReadonlyMap<string, readonly string[]> = new Map([
  ['boolean', ['Boolean']],
  ['decimal', ['Decimal']],
  ['integer', ['Integer']],
  ['date', ['Date']],
  ['dateTime', ['DateTime']],
  ['time', ['Time']],
  ['string', ['String']],
  ['text', ['String']],
  ['url', ['Uri']],
  ['choice', ['Coding']],
  ['open-choice', ['Coding', 'String']],
  ['attachment', ['Attachment']],
  ['reference', ['Reference']],
  ['quantity', ['Quantity']],
]);

function options(item: QuestionnaireItem): readonly JsonObject[] {
  return objectsIn(item.definition['answerOption']);
}

/** The types that an option may have; a choice whose options nobody lists may be answered with any. */
const optionTypes = ['Coding', 'String', 'Integer', 'Date', 'Time', 'Reference'];

/** The types that the answers of an item may have; undefined of an item that takes none. */
export function typesOfAnswers(item: QuestionnaireItem): readonly string[] | undefined {
  const types = answerTypes.get(item.type);
  if (types === undefined || item.type !== 'choice') return types;
  const listed = options(item).flatMap((each) => valueOf(each)?.type ?? []);
  if (listed.length > 0) return listed;
  return item.definition['answerValueSet'] === undefined ? optionTypes : types;
}

function isOption(option: JsonObject, type: string, value: JsonValue): boolean {
  const allowed = valueOf(option);
  if (allowed?.type !== type) return false;
  if (type !== 'Coding' || !isObject(allowed.value) || !isObject(value))
    return isSameValue(value, allowed.value);
  return allowed.value['code'] === value['code'] && allowed.value['system'] === value['system'];
}

/** Whether an answer is an option that no other goes together with. */
export function isExclusive(item: QuestionnaireItem, answer: JsonObject): boolean {
  const value = valueOf(answer);
  const option = value && options(item).find((each) => isOption(each, value.type, value.value));
  return option !== undefined && extensionValues(option, 'questionnaire-optionExclusive').includes(true);
}

function decimalPlaces(value: JsonValue): number {
  const text = isExactNumber(value) ? value.text : JSON.stringify(value);
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}

/** What is wrong with the value of an answer, in words that go on from it; undefined where nothing is. */
export function faultOfValue(
  item: QuestionnaireItem,
  type: string,
  value: JsonValue,
  response: JsonObject,
): string | undefined {
  const { definition } = item;
  const all = options(item);
  // An open choice takes any text, and options of another type say nothing about it.
  const isOpen = item.type === 'open-choice';
  if (all.length > 0 && !isOpen && !all.some((option) => isOption(option, type, value)))
    return 'is none of the options of the question';
  for (const least of extensionValues(definition, 'minValue'))
    if (isLess(value, least) === true) return `is less than ${JSON.stringify(least)}, the least allowed`;
  for (const largest of extensionValues(definition, 'maxValue'))
    if (isLess(largest, value) === true) return `is more than ${JSON.stringify(largest)}, the most allowed`;
  if (typeof value === 'string') return faultOfText(definition, value);
  if (type === 'Decimal') {
    const places = numberExtension(definition, 'maxDecimalPlaces');
    if (places !== undefined && decimalPlaces(value) > places)
      return `has more than ${places} decimal places`;
  }
  if (!isObject(value)) return undefined;
  switch (type) {
    case 'Attachment':
      return faultOfAttachment(definition, value);
    case 'Quantity':
      return faultOfUnit(definition, value) ?? faultOfAmount(definition, value);
    case 'Reference':
      return faultOfTarget(definition, value, response);
    default:
      return undefined;
  }
}

function faultOfText(definition: JsonObject, value: string): string | undefined {
  const most = definition['maxLength'];
  const length = Array.from(value).length;
  if (typeof most === 'number' && length > most) return `is longer than ${most} characters`;
  const least = numberExtension(definition, 'minLength');
  return least !== undefined && length < least ? `is shorter than ${least} characters` : undefined;
}

function faultOfAttachment(
  definition: JsonObject,
  { contentType, size, data }: JsonObject,
): string | undefined {
  const allowed = extensionValues(definition, 'mimeType');
  if (allowed.length > 0 && typeof contentType === 'string' && !allowed.includes(contentType))
    return 'is of a content type that the question does not take';
  const actual = typeof data === 'string' ? Buffer.byteLength(data, 'base64') : undefined;
  if (actual !== undefined && typeof size === 'number' && size !== actual)
    return `says a size of ${size} bytes, but has ${actual}`;
  const most = numberExtension(definition, 'maxSize');
  const bytes = actual ?? size;
  return most !== undefined && typeof bytes === 'number' && bytes > most
    ? `is larger than ${most} bytes`
    : undefined;
}

function faultOfUnit(definition: JsonObject, { code, system }: JsonObject): string | undefined {
  const allowed = extensionValues(definition, 'questionnaire-unitOption').filter(isObject);
  if (allowed.length === 0 || allowed.some((each) => each['code'] === code && each['system'] === system))
    return undefined;
  return 'is in a unit that the question does not take';
}

function faultOfTarget(definition: JsonObject, value: JsonObject, response: JsonObject): string | undefined {
  const allowed = extensionValues(definition, 'questionnaire-referenceResource');
  const type = referenceType(value, response);
  return allowed.length === 0 || type === undefined || allowed.includes(type)
    ? undefined
    : `refers to ${type}, which the question does not ask for`;
}

/** Bounds of quantities are of a guide that many go by (http://hl7.org/fhir/uv/sdc). */
const structuredData = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-';

function faultOfAmount(definition: JsonObject, value: JsonObject): string | undefined {
  const bounds = [
    ...extensionValues(definition, 'minQuantity', structuredData).map((bound) => isLess(value, bound)),
    ...extensionValues(definition, 'maxQuantity', structuredData).map((bound) => isLess(bound, value)),
  ];
  if (bounds.includes(undefined)) return 'is in a unit that cannot be compared with what is allowed';
  return bounds.includes(true) ? 'is out of the range that is allowed' : undefined;
}
