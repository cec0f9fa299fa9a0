import { generate, type GenerateOptions } from './generate.js';
import { resourceType } from './json.js';

/** How many resources of each type there are, the types in alphabetical order. */
export interface Manifest {
  readonly total: number;
  readonly byType: ReadonlyMap<string, number>;
}

/**
 * Counts what `generate` makes, by making it.
 *
 * @example
 * manifest({ seed: 1, patients: 50 }).byType.get('Patient'); // 50
 */
export function manifest(options: GenerateOptions): Manifest {
  const counts = new Map<string, number>();
  let total = 0;
  for (const resource of generate(options)) {
    const type = resourceType(resource);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    total += 1;
  }
  return { total, byType: new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
