import type { Item, Items } from '../element-node.js';
import type { Evaluator } from '../environment.js';
import { holds } from '../criteria.js';
import { distinct, itemKey } from '../equality.js';
import { argument, ofCollection, ofSource, typeArgument, type FunctionTable } from '../function-call.js';
import { isOfType } from '../node-type.js';
import { union } from '../operators.js';
import { asNumber, single } from '../system-value.js';

function ofType(items: Items, type: string): Items {
  return items.filter((item) => isOfType(item, type));
}

/** The projection again and again, until nothing new comes. */
function repeat(source: Evaluator, projection: Evaluator): Evaluator {
  return (focus, environment) => {
    const all: Item[] = [];
    const seen = new Set<string>();
    let level = source(focus, environment);
    while (level.length > 0) {
      const next: Item[] = [];
      for (const item of level) {
        for (const found of projection([item], environment)) {
          environment.step(1);
          const key = itemKey(found);
          if (seen.has(key)) continue;
          seen.add(key);
          all.push(found);
          next.push(found);
        }
      }
      level = next;
    }
    return all;
  };
}

/** http://hl7.org/fhirpath/N1/#filtering-and-projection, #subsetting and #combining */
export const filteringFunctions: FunctionTable = {
  where(call) {
    const { source } = call;
    const criteria = argument(call);
    return (focus, environment) => {
      const items = source(focus, environment);
      environment.step(items.length);
      return items.filter((item, index) => holds(criteria, [item], index, environment));
    };
  },
  select(call) {
    const { source } = call;
    const projection = argument(call);
    return (focus, environment) => {
      const items = source(focus, environment);
      environment.step(items.length);
      return items.flatMap((item, index) => {
        environment.index = index;
        return projection([item], environment);
      });
    };
  },
  repeat: (call) => repeat(call.source, argument(call)),
  ofType(call) {
    const type = typeArgument(call);
    return ofSource((items) => ofType(items, type))(call);
  },
  as(call) {
    const type = typeArgument(call);
    return ofSource((items) => ofType(items, type))(call);
  },
  is(call) {
    const type = typeArgument(call);
    return ofSource((items) => {
      const item = single(items);
      return item === undefined ? [] : [isOfType(item, type)];
    })(call);
  },
  single: ofSource((items) => {
    single(items);
    return items;
  }),
  first: ofSource((items) => items.slice(0, 1)),
  last: ofSource((items) => items.slice(-1)),
  tail: ofSource((items) => items.slice(1)),
  skip: ofCollection((items, count) => items.slice(Math.max(0, asNumber(count) ?? 0))),
  take: ofCollection((items, count) => items.slice(0, Math.max(0, asNumber(count) ?? 0))),
  distinct: ofSource(distinct),
  union: ofCollection(union),
  combine: ofCollection((items, other) => [...items, ...other]),
  intersect: ofCollection((items, other) => {
    const keys = new Set(other.map(itemKey));
    return distinct(items).filter((item) => keys.has(itemKey(item)));
  }),
  exclude: ofCollection((items, other) => {
    const keys = new Set(other.map(itemKey));
    return items.filter((item) => !keys.has(itemKey(item)));
  }),
  aggregate(call) {
    const { source } = call;
    const step = argument(call);
    const start = call.arguments[1];
    return (focus, environment) => {
      const outer = environment.total;
      environment.total = start === undefined ? [] : start(focus, environment);
      for (const [index, item] of source(focus, environment).entries()) {
        environment.index = index;
        environment.total = step([item], environment);
      }
      const { total } = environment;
      environment.total = outer;
      return total;
    };
  },
};
