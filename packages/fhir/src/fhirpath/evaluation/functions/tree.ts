import { ElementNode, type Item, type Items } from '../element-node.js';
import type { Environment } from '../environment.js';
import { ofSource, type FunctionTable } from '../function-call.js';
import { addAllChildren } from '../node-children.js';

function children(items: Items, environment: Environment): Items {
  const found: Item[] = [];
  for (const item of items) if (item instanceof ElementNode) addAllChildren(item, found);
  environment.step(found.length);
  return found;
}

/** Every element below, the resources inside included. */
function descendants(items: Items, environment: Environment): Items {
  const all: Item[] = [];
  let level = children(items, environment);
  while (level.length > 0) {
    for (const item of level) all.push(item);
    level = children(level, environment);
  }
  return all;
}

/** http://hl7.org/fhirpath/N1/#tree-navigation */
export const treeFunctions: FunctionTable = {
  children: ofSource(children),
  descendants: ofSource(descendants),
};
