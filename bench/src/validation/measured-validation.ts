import { validateBase, validateResource, type JsonObject } from '@wellspring/fhir';

/** Checks one resource, and returns what it found. */
export type Validation = (tree: JsonObject) => readonly unknown[];

/** What is measured of every sample, by name. */
export const validationLevels: readonly (readonly [string, Validation])[] = [
  ['structure with required bindings', validateResource],
  ['all of the base specification', (tree) => validateBase(tree).issues],
];

/** What came of one pass over the sample, on one core. */
export interface ValidationPass {
  readonly issues: number;
  /** Resources a second, by the clock and by processor time. */
  readonly byClock: number;
  readonly byProcessor: number;
  /** Milliseconds of each resource. */
  readonly times: Float64Array;
}

/** Passes over the same resources; in the first, types are compiled and code is cold. */
export function measuredValidation(
  validate: Validation,
  trees: readonly JsonObject[],
  passes: number,
): readonly ValidationPass[] {
  return Array.from({ length: passes }, () => {
    const times = new Float64Array(trees.length);
    const [started, before] = [performance.now(), process.cpuUsage()];
    let issues = 0;
    let last = started;
    for (const [at, tree] of trees.entries()) {
      issues += validate(tree).length;
      const now = performance.now();
      times[at] = now - last;
      last = now;
    }
    const { user, system } = process.cpuUsage(before);
    return {
      issues,
      byClock: (trees.length * 1e3) / (last - started),
      byProcessor: (trees.length * 1e6) / (user + system),
      times,
    };
  });
}
