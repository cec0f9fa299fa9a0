import type { ElementType } from './element-type.js';

/** The types that an expression's names are understood by. */
export interface Scope {
  /** The resource type, for `%resource`. */
  readonly resource: ElementType;
  /** What the expression is applied to. */
  readonly focus: ElementType;
}
