import { Amount } from '../amount.js';
import { truth, type Items } from '../element-node.js';
import { argument, ofSource, type FunctionCompiler, type FunctionTable } from '../function-call.js';
import { Moment, readMoment } from '../moment.js';
import { asTruth, singleValue, type SystemValue } from '../system-value.js';

const wholeNumber = /^[+-]?\d+$/;
const decimalNumber = /^[+-]?\d+(\.\d+)?$/;
const trueWords: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', '1', '1.0']);
const falseWords: ReadonlySet<string> = new Set(['false', 'f', 'no', 'n', '0', '0.0']);

function toInteger(value: SystemValue): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && wholeNumber.test(value) ? Number(value) : undefined;
}

function toDecimal(value: SystemValue): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && decimalNumber.test(value) ? Number(value) : undefined;
}

function toText(value: SystemValue): string {
  if (value instanceof Moment) return value.text;
  return value instanceof Amount ? `${value.value} '${value.unit}'` : String(value);
}

function toTruth(value: SystemValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
  return trueWords.has(word) ? true : falseWords.has(word) ? false : undefined;
}

function toMoment(kind: 'date' | 'dateTime' | 'time'): (value: SystemValue) => Moment | undefined {
  return (value) => {
    const moment = typeof value === 'string' ? readMoment(value) : value;
    if (!(moment instanceof Moment) || moment.kind !== (kind === 'time' ? 'time' : 'date')) return undefined;
    if (kind !== 'date' || moment.parts.length <= 3) return moment;
    return new Moment('date', moment.parts.slice(0, 3), undefined, moment.text.slice(0, 10));
  };
}

function toAmount(value: SystemValue): Amount | undefined {
  if (value instanceof Amount) return value;
  if (typeof value === 'number') return new Amount(value, '1');
  const [, number, quoted, word] =
    typeof value === 'string' ? (/^([+-]?\d+(?:\.\d+)?)\s*(?:'([^']+)'|([a-z]+))?$/.exec(value) ?? []) : [];
  return number === undefined ? undefined : new Amount(Number(number), quoted ?? word ?? '1');
}

const conversions: Readonly<Record<string, (value: SystemValue) => SystemValue | undefined>> = {
  Integer: toInteger,
  Decimal: toDecimal,
  String: toText,
  Boolean: toTruth,
  Date: toMoment('date'),
  DateTime: toMoment('dateTime'),
  Time: toMoment('time'),
  Quantity: toAmount,
};

function converted(items: Items, convert: (value: SystemValue) => SystemValue | undefined): Items {
  const value = singleValue(items);
  const result = value === undefined ? undefined : convert(value);
  return result === undefined ? [] : [result];
}

const iif: FunctionCompiler = (call) => {
  const { source } = call;
  const [criteria, then, otherwise] = [argument(call), argument(call, 1), call.arguments[2]];
  return (focus, environment) => {
    const items = source(focus, environment);
    if (asTruth(criteria(items, environment)) === true) return then(items, environment);
    return otherwise === undefined ? [] : otherwise(items, environment);
  };
};

/** http://hl7.org/fhirpath/N1/#conversion */
export const conversionFunctions: FunctionTable = {
  iif,
  ...Object.fromEntries(
    Object.entries(conversions).flatMap(([type, convert]) => [
      [`to${type}`, ofSource((items) => converted(items, convert))],
      [
        `convertsTo${type}`,
        ofSource((items) => (items.length === 0 ? [] : truth(converted(items, convert).length > 0))),
      ],
    ]),
  ),
};
