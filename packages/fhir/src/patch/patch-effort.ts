import { WellspringError } from '@wellspring/errors';
import { isExactNumber } from '../json/exact-number.js';
import type { JsonValue } from '../json/json-value.js';

/** The most operations of one patch. */
export const mostOperations = 1_000;
/** The most characters of a path or pointer. */
export const longestPath = 2_048;
/** Levels of objects and arrays that a resource may have, as `parseResource` counts them. */
export const deepestLevel = 128;
/**
 * What one patch may touch, in values and characters of text together: a resource of 5 MB several times over.
 * Without it `copy` alone doubles a resource with each operation.
 */
const mostEffort = 32_000_000;

/** To evaluate takes that much longer than to copy. */
const stepEffort = 20;

/** Counts what one patch copies, compares and looks at. */
export class PatchEffort {
  #left = mostEffort;

  /** @throws WellspringError `patch-too-costly` */
  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0)
      throw new WellspringError('patch-too-costly', 'The patch copies, compares or moves too much');
  }

  /** Counts elements that a path goes through. */
  step(elements: number): void {
    this.spend(elements * stepEffort);
  }

  /** Counts a whole value that a condition looks at. */
  look(value: JsonValue): void {
    this.step(1);
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return;
    for (const member of Object.values(value as Readonly<Record<string, JsonValue>>)) this.look(member);
  }

  /**
   * Looks at a whole value that is to stand at a level of the tree; the levels below it are counted.
   *
   * @throws WellspringError `patch-too-costly`, `patch-not-applicable` where it would be nested too deeply
   */
  place(value: JsonValue, level: number): void {
    if (typeof value === 'string') this.spend(1 + value.length);
    else this.spend(1);
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return;
    if (level >= deepestLevel)
      throw new WellspringError(
        'patch-not-applicable',
        `The patch would nest the resource deeper than ${deepestLevel} levels`,
      );
    for (const member of Object.values(value as Readonly<Record<string, JsonValue>>))
      this.place(member, level + 1);
  }
}
