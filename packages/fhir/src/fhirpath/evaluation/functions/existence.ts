import { ElementNode, isFalse, isTrue, truth, type Items } from '../element-node.js';
import { holds } from '../criteria.js';
import { distinct, itemKey } from '../equality.js';
import {
  argument,
  ofCollection,
  ofSource,
  type FunctionCompiler,
  type FunctionTable,
} from '../function-call.js';
import { asTruth, systemValue } from '../system-value.js';

function quantifier(of: (items: Items, test: (index: number) => boolean) => boolean): FunctionCompiler {
  return (call) => {
    const { source } = call;
    const criteria = argument(call);
    return (focus, environment) => {
      const items = source(focus, environment);
      return truth(of(items, (index) => holds(criteria, [items[index]!], index, environment)));
    };
  };
}

const all = quantifier((items, test) => items.every((_, index) => test(index)));
const some = quantifier((items, test) => items.some((_, index) => test(index)));

/** `allTrue()` and its like. */
function truths(of: (values: readonly boolean[]) => boolean): FunctionCompiler {
  return ofSource((items) => truth(of(items.map((item) => systemValue(item) === true))));
}

function isSubset(part: Items, whole: Items): boolean {
  const keys = new Set(whole.map(itemKey));
  return part.every((item) => keys.has(itemKey(item)));
}

function isDistinct(items: Items): boolean {
  return items.length < 2 || distinct(items).length === items.length;
}

/** http://hl7.org/fhirpath/N1/#existence */
export const existenceFunctions: FunctionTable = {
  empty: ofSource((items) => (items.length === 0 ? isTrue : isFalse)),
  exists: (call) =>
    call.arguments.length > 0 ? some(call) : ofSource((items) => (items.length > 0 ? isTrue : isFalse))(call),
  all,
  allTrue: truths((values) => values.every(Boolean)),
  anyTrue: truths((values) => values.some(Boolean)),
  allFalse: truths((values) => !values.some(Boolean)),
  anyFalse: truths((values) => !values.every(Boolean)),
  subsetOf: ofCollection((items, other) => truth(isSubset(items, other))),
  supersetOf: ofCollection((items, other) => truth(isSubset(other, items))),
  count: ofSource((items) => [items.length]),
  isDistinct: ofSource((items) => truth(isDistinct(items))),
  not: ofSource((items) => {
    const value = asTruth(items);
    return truth(value === undefined ? undefined : !value);
  }),
  hasValue: ofSource((items) => {
    const [item] = items;
    return truth(items.length === 1 && item !== undefined && hasValue(item));
  }),
  getValue: ofSource((items) => {
    const value = items.length === 1 ? systemValue(items[0]!) : undefined;
    return value === undefined ? [] : [value];
  }),
};

function hasValue(item: Items[number]): boolean {
  if (!(item instanceof ElementNode)) return true;
  return item.value !== undefined && typeof item.value !== 'object';
}
