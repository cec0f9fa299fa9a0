import type { Items } from './element-node.js';
import type { Environment, Evaluator } from './environment.js';
import { asTruth } from './system-value.js';

/** Whether the criteria hold of an item, `$this`, which is `$index` in its collection: unknown counts as false. */
export function holds(criteria: Evaluator, item: Items, index: number, environment: Environment): boolean {
  const outer = environment.index;
  environment.index = index;
  const result = asTruth(criteria(item, environment)) === true;
  environment.index = outer;
  return result;
}
