const reference = /"reference"\s*:\s*"([A-Z][A-Za-z]+)\/[^"]+"/g;

/** The type of a resource, as JSON. */
export function typeOf(json: string): string {
  return (JSON.parse(json) as { readonly resourceType: string }).resourceType;
}

/**
 * The types of resources, each after those that it refers to; where types refer to each other, the one that refers to
 * the fewest others comes first.
 */
export function typesInOrder(resources: readonly string[]): readonly string[] {
  const refersTo = new Map<string, Set<string>>();
  for (const json of resources) {
    const type = typeOf(json);
    const targets = refersTo.get(type) ?? new Set<string>();
    refersTo.set(type, targets);
    for (const [, target] of json.matchAll(reference)) if (target !== type) targets.add(target!);
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
