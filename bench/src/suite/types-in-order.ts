import { inputFilesOf } from '../search/copy-input.js';
import { ndjsonLines } from '../search/ndjson-lines.js';

const reference = /"reference"\s*:\s*"([A-Z][A-Za-z]+)\/[^"]+"/g;

/**
 * The types of a folder's resources, each after those that it refers to; where types refer to each other, the one that
 * refers to the fewest others comes first.
 */
export async function typesInOrder(folder: string): Promise<readonly string[]> {
  const refersTo = new Map<string, Set<string>>();
  for (const file of inputFilesOf(folder))
    for await (const line of ndjsonLines(file)) {
      const { resourceType } = JSON.parse(line) as { readonly resourceType: string };
      const targets = refersTo.get(resourceType) ?? new Set<string>();
      refersTo.set(resourceType, targets);
      for (const [, target] of line.matchAll(reference)) if (target !== resourceType) targets.add(target!);
    }
  const order: string[] = [];
  const left = new Set(refersTo.keys());
  while (left.size > 0) {
    const open = (type: string): number =>
      [...refersTo.get(type)!].filter((target) => left.has(target)).length;
    const next = [...left].sort((a, b) => open(a) - open(b) || (a < b ? -1 : 1))[0]!;
    order.push(next);
    left.delete(next);
  }
  return order;
}
