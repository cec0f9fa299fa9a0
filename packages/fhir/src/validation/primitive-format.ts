import type { PrimitiveType } from '../definitions/primitive-type.js';
import { isResourceId } from '../definitions/resource-id.js';
import type { JsonValue } from '../json/json-value.js';
import { dateTimeFault, timeFault } from './date-time-format.js';
import type { FoundDetail } from './found-issue-type.js';

/** What is wrong with a primitive value. */
export interface PrimitiveFault {
  readonly detail: Extract<FoundDetail, 'wrong-type' | 'invalid-format'>;
  readonly message: string;
}

/** Checks a value that is not null; undefined means it is good, and costs no allocation. */
export type PrimitiveCheck = (value: JsonValue) => PrimitiveFault | undefined;

/** https://hl7.org/fhir/R4/datatypes.html#string: "SHALL NOT exceed 1MB (1024*1024 characters)". */
const longestString = 1024 * 1024;
const largestInteger = 2 ** 31 - 1;

// White space as the specification's regular expressions mean it (XML Schema's \s), not JavaScript's:
// a no-break space is a character like others.
const notBlank = /[^ \t\r\n]/;
// "SHALL NOT contain Unicode character points below 32, except for u0009, u000D and u000A".
// eslint-disable-next-line no-control-regex
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;
const whiteSpace = /[ \t\r\n]/;
// [^\s]+(\s[^\s]+)* without its repetition of a repetition: no white space at the ends, none doubled.
const badCodeSpace = /^[ \t\r\n]|[ \t\r\n]{2}|[ \t\r\n]$/;
const oidForm = /^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$/;
const uuidForm = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const base64Form = /^[0-9A-Za-z+/]*={0,2}$/;
const narrativeForm = /^\s*<div[\s>/]/;

function wrongType(value: JsonValue, needed: string): PrimitiveFault {
  const found = Array.isArray(value)
    ? 'an array'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`;
  return { detail: 'wrong-type', message: `is ${found}, but ${needed} is needed` };
}

function bad(message: string): PrimitiveFault {
  return { detail: 'invalid-format', message };
}

/** The value for a message: enough to find it, no more. */
function quoted(value: string): string {
  return JSON.stringify(value.length <= 40 ? value : `${value.slice(0, 37)}...`);
}

function stringCheck(fault: (text: string) => string | undefined): PrimitiveCheck {
  return (value) => {
    if (typeof value !== 'string') return wrongType(value, 'a string');
    if (value.length === 0) return bad('is an empty string: leave the element out instead');
    const message = fault(value);
    return message === undefined ? undefined : bad(message);
  };
}

function textFault(text: string): string | undefined {
  if (text.length > longestString) return 'is longer than 1,048,576 characters';
  if (!notBlank.test(text)) return 'is nothing but white space';
  if (controlCharacter.test(text))
    return 'has a control character other than tab, line feed and carriage return';
  return undefined;
}

function uriFault(text: string): string | undefined {
  if (whiteSpace.test(text)) return `${quoted(text)} has white space, which a URI cannot have`;
  return textFault(text);
}

function codeFault(text: string): string | undefined {
  if (badCodeSpace.test(text))
    return `${quoted(text)} has white space at an end or doubled, which a code cannot have`;
  return textFault(text);
}

function base64Fault(text: string): string | undefined {
  const packed = whiteSpace.test(text) ? text.replaceAll(/[ \t\r\n]+/g, '') : text;
  if (packed.length === 0 || packed.length % 4 !== 0 || !base64Form.test(packed)) return 'is not base64';
  return undefined;
}

function timeOf(kind: string, fault: (text: string) => string | undefined): PrimitiveCheck {
  return stringCheck((text) => {
    const message = fault(text);
    return message === undefined ? undefined : `${quoted(text)} is not a valid ${kind}: ${message}`;
  });
}

function integerCheck(least: number): PrimitiveCheck {
  return (value) => {
    if (typeof value !== 'number') return wrongType(value, 'a number');
    if (Number.isInteger(value) && value >= least && value <= largestInteger) return undefined;
    return bad(`is not a whole number from ${least} to ${largestInteger}`);
  };
}

/**
 * The check of every primitive type, by the regular expressions and ranges of
 * https://hl7.org/fhir/R4/datatypes.html#primitive.
 */
export const primitiveChecks: Readonly<Record<PrimitiveType, PrimitiveCheck>> = {
  boolean: (value) => (typeof value === 'boolean' ? undefined : wrongType(value, 'true or false')),
  // Any JSON number: the digits are kept as they were sent, so a double's range does not bound it.
  decimal: (value) => (typeof value === 'number' ? undefined : wrongType(value, 'a number')),
  integer: integerCheck(-(2 ** 31)),
  unsignedInt: integerCheck(0),
  positiveInt: integerCheck(1),
  string: stringCheck(textFault),
  markdown: stringCheck(textFault),
  code: stringCheck(codeFault),
  id: stringCheck((text) => (isResourceId(text) ? undefined : 'is not 1 to 64 letters, digits, "-" and "."')),
  uri: stringCheck(uriFault),
  url: stringCheck(uriFault),
  canonical: stringCheck(uriFault),
  oid: stringCheck((text) =>
    oidForm.test(text) ? undefined : `${quoted(text)} is not in the form urn:oid:1.2.3`,
  ),
  uuid: stringCheck((text) =>
    uuidForm.test(text) ? undefined : `${quoted(text)} is not in the form urn:uuid:..., in lower case`,
  ),
  base64Binary: stringCheck(base64Fault),
  date: timeOf('date', (text) => dateTimeFault(text, 'date')),
  dateTime: timeOf('dateTime', (text) => dateTimeFault(text, 'dateTime')),
  instant: timeOf('instant', (text) => dateTimeFault(text, 'instant')),
  time: timeOf('time', timeFault),
  xhtml: stringCheck((text) => (narrativeForm.test(text) ? undefined : 'is not XHTML in a <div>')),
};
