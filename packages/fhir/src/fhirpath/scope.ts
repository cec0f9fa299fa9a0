import type { ElementType } from './element-type.js';

/** What is left of what a compilation may do. */
export interface CompileBudget {
  ways: number;
}

/** The types that an expression's names are understood by. */
export interface Scope {
  /** The resource type, for `%resource`. */
  readonly resource: ElementType;
  /** What the expression is applied to. */
  readonly focus: ElementType;
  /**
   * How many ways to elements may still be compiled: choices within choices (`value.extension.value`) are fifty times
   * as many with each step. Absent: the expression is one of the specification's.
   */
  readonly budget?: CompileBudget;
}
